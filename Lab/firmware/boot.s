# The lab's firmware: 64 KiB at the top of the first 4 GiB that make no table, no map and no device. It makes the first
# megabyte RAM, copies what the plan says to its place, and starts Linux by its 32-bit entry, so that all that the guest
# knows of its memory is memc's (Linux, Documentation/arch/x86/boot.rst).
#
#     as --32 -o boot.o boot.s && ld -m elf_i386 -Ttext=0xffff0000 --oformat=binary -o boot.bin boot.o

        .intel_syntax noprefix
        .set    PLAN, 0x1000            # where the emulator loads the plan: from, to, length in 32 bits each, up to a length of 0
        .set    BOOT_PARAMETERS, 0x7000 # Linux's zero page
        .set    KERNEL, 0x100000        # its protected-mode code
        .set    CONFIGURATION, 0xcf8    # PCI's configuration address, its data 4 above
        .set    PAM, 0x80000058         # of the i440FX, function 00:00.0: the registers are 0x59 to 0x5f

        .text
        .code32
start32:
        mov     ax, 0x18
        mov     ds, ax
        mov     es, ax
        mov     ss, ax

# Reads and writes from 0xc0000 to 1 MiB go to RAM.
        mov     dx, CONFIGURATION
        mov     eax, PAM
        out     dx, eax
        mov     dx, CONFIGURATION + 4
        in      eax, dx
        and     eax, 0xff
        or      eax, 0x33333300
        out     dx, eax
        mov     dx, CONFIGURATION
        mov     eax, PAM + 4
        out     dx, eax
        mov     dx, CONFIGURATION + 4
        mov     eax, 0x33333333
        out     dx, eax

        cld
        mov     ebx, PLAN
.Lnext:
        mov     esi, [ebx]
        mov     edi, [ebx+4]
        mov     ecx, [ebx+8]
        add     ebx, 12
        jecxz   .Lstart
        rep movsb
        jmp     .Lnext

# A CPU that has an x2APIC is in that mode, as firmware of machines with many CPUs leaves it: Linux reads APIC IDs above 254
# only then.
.Lstart:
        mov     eax, 1
        cpuid
        test    ecx, 1 << 21
        jz      .Lgo
        mov     ecx, 0x1b               # IA32_APIC_BASE
        rdmsr
        or      eax, 0xc00              # enabled, and x2APIC
        wrmsr
.Lgo:
        mov     esi, BOOT_PARAMETERS
        xor     ebx, ebx
        xor     ebp, ebp
        xor     edi, edi
        mov     eax, KERNEL
        jmp     eax

# Code at 0x10 and data at 0x18, flat, accessed already, as this is no memory to write to.
        .balign 8
gdt:
        .quad   0, 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdt_end:
gdt_pointer:
        .word   gdt_end - gdt - 1
        .long   gdt

        .org    0xff00
        .code16
start16:
        cli
        .byte   0x66                    # the base has 32 bits
        lgdt    cs:[gdt_pointer - start32]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        .byte   0x66, 0xea              # a far jump to 32 bits
        .long   start32
        .word   0x10

        .org    0xfff0
        jmp     start16
        .org    0x10000
