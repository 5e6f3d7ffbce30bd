# The guest that proves a layout: 64-bit code without stack, interrupts and data of its own, position independent.
#
# memc loads its bytes from ProbeCode.swift; a test assembles this file and compares. By hand:
#
#     as --64 -o probe.o probe.s && objcopy -O binary -j .text probe.o probe.bin && nm probe.o

        .intel_syntax noprefix
        .set    REPORT, 0xe0            # the port that words are reported through
        .set    END, 0xe1               # the port that tells the end
        .set    E820_COUNT, 0x1e8       # boot_params.e820_entries
        .set    E820_TABLE, 0x2d0       # boot_params.e820_table
        .set    E820_MAX, 0x80          # E820_MAX_ENTRIES_ZEROPAGE

        .text
# The entry `finish`: tells that the guest runs at all.
finish:
        out     END, al
        hlt

# The entry `probe`: commands at RSI, as many as ECX, the window's page table entry at RDI. A command is four
# quadwords: the entry to put into the window, the address in the window, what to do (1 write, 2 read, 4 read
# a byte), the value to write, replaced by the one that was read.
probe:
        mov     rax, [rsi]
        mov     [rdi], rax              # the window shows this page
        mov     rbx, [rsi+0x8]
        invlpg  byte ptr [rbx]          # from now on
        mov     rdx, [rsi+0x10]
        mov     rax, [rsi+0x18]
        test    dl, 0x1
        je      .Lskip_write
        mov     [rbx], rax
.Lskip_write:
        test    dl, 0x2
        je      .Lskip_read
        mov     rax, [rbx]
.Lskip_read:
        test    dl, 0x4
        je      .Lskip_byte
        movzx   eax, byte ptr [rbx]
.Lskip_byte:
        mov     [rsi+0x18], rax
        add     rsi, 0x20
        dec     ecx
        jne     probe
        out     END, al
        hlt

# The entry `map`: the zero page at RBX. Reports the count of e820 entries, and every entry in five words.
map:
        movzx   eax, byte ptr [rbx+E820_COUNT]
        out     REPORT, eax
        cmp     eax, E820_MAX           # a count beyond the zero page is reported, not followed
        ja      .Lmap_end
        lea     ecx, [rax+rax*4]
        lea     rsi, [rbx+E820_TABLE]
.Lentry:
        test    ecx, ecx
        je      .Lmap_end
        mov     eax, [rsi]
        out     REPORT, eax
        add     rsi, 0x4
        dec     ecx
        jmp     .Lentry
.Lmap_end:
        out     END, al
        hlt

# The entry `tables`: ACPI tables at RSI, which end at RDI. Reports of each table signature, length and sum of bytes,
# of SRAT memory affinities, other structures, enabled bytes (low, high) and bytes left over, of SLIT its localities.
tables:
        mov     r8, rdi
        sub     r8, rsi
        cmp     r8, 0x24                # no room for another header
        jb      .Ltables_end
        mov     eax, [rsi]
        out     REPORT, eax
        mov     eax, [rsi+0x4]
        out     REPORT, eax
        mov     edx, eax
        cmp     edx, 0x24               # a length below the header's is reported, not followed
        jb      .Ltables_end
        cmp     rdx, r8                 # nor one beyond the end
        ja      .Ltables_end
        lea     r8, [rsi+rdx]
        mov     rbx, rsi
        xor     eax, eax
.Lsum:
        add     al, byte ptr [rbx]
        inc     rbx
        cmp     rbx, r8
        jb      .Lsum
        out     REPORT, eax
        mov     eax, [rsi]
        cmp     eax, 0x54494c53         # "SLIT"
        je      .Lslit
        cmp     eax, 0x54415253         # "SRAT"
        jne     .Lnext
        lea     rbx, [rsi+0x30]
        xor     r9d, r9d
        xor     r10d, r10d
        xor     r11d, r11d
.Lwalk:
        lea     rax, [rbx+0x2]
        cmp     rax, r8
        ja      .Lcounts
        movzx   ecx, byte ptr [rbx+0x1]
        cmp     ecx, 0x2                # a structure without length ends the walk
        jb      .Lcounts
        lea     rax, [rbx+rcx]
        cmp     rax, r8
        ja      .Lcounts
        cmp     byte ptr [rbx], 0x1     # memory affinity
        jne     .Lother
        cmp     ecx, 0x28
        jb      .Lcounts                # too short for one
        inc     r9d
        test    byte ptr [rbx+0x1c], 0x1# enabled
        je      .Lstep
        add     r11, [rbx+0x10]
        jmp     .Lstep
.Lother:
        inc     r10d
.Lstep:
        mov     rbx, rax
        jmp     .Lwalk
.Lcounts:
        mov     eax, r9d
        out     REPORT, eax
        mov     eax, r10d
        out     REPORT, eax
        mov     rax, r11
        out     REPORT, eax
        shr     rax, 0x20
        out     REPORT, eax
        mov     eax, r8d
        sub     eax, ebx
        out     REPORT, eax
        jmp     .Lnext
.Lslit:
        mov     eax, [rsi+0x24]
        out     REPORT, eax
.Lnext:
        add     rsi, rdx
        jmp     tables
.Ltables_end:
        out     END, al
        hlt
