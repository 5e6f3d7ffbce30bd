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

# The entry `tables`: the root pointer at RSI; all other tables from RBX to RCX; what to add to a guest physical address of
# theirs to find it here at RDI. Reports the pointer's signature in two words, the sum of its first 20 bytes and that of all
# 36; then of each table that it leads to the address (low, high), signature, length and sum of bytes: RSDT, XSDT, whatever
# XSDT lists, and behind FADT the DSDT. A table that is not all there ends the walk.
tables:
        mov     eax, [rsi]
        out     REPORT, eax
        mov     eax, [rsi+0x4]
        out     REPORT, eax
        xor     eax, eax
        xor     edx, edx
.Lpointer:
        add     al, byte ptr [rsi+rdx]
        inc     edx
        cmp     edx, 20                 # what ACPI 1.0 has
        jne     .Lextended
        out     REPORT, eax
.Lextended:
        cmp     edx, 36
        jne     .Lpointer
        out     REPORT, eax
        movabs  rax, 0x2052545020445352 # "RSD PTR "
        cmp     [rsi], rax
        jne     .Ltables_end
        lea     r15, [rip+.Lxsdt]
        mov     eax, [rsi+0x10]         # RSDT, where there is one
        test    eax, eax
        jne     .Lvisit
.Lxsdt:
        lea     r15, [rip+.Llist]
        mov     rax, [rsi+0x18]
        jmp     .Lvisit
.Llist:
        lea     rbp, [r12+0x24]         # the entries of XSDT
        mov     r13, r14                # end with it
.Lreturn:
        lea     r15, [rip+.Lbehind]
.Llisted:
        lea     rax, [rbp+0x8]
        cmp     rax, r13
        ja      .Ltables_end
        mov     rax, [rbp]
        add     rbp, 0x8
        jmp     .Lvisit
.Lbehind:
        cmp     dword ptr [r12], 0x50434146 # "FACP"
        jne     .Llisted
        lea     rax, [r12+0x94]         # an FADT before ACPI 2.0 is shorter
        cmp     rax, r14
        ja      .Llisted
        lea     r15, [rip+.Lreturn]
        mov     rax, [r12+0x8c]         # X_DSDT

# The table at the guest physical address RAX, behind which it goes on at R15: leaves it from R12 to R14.
.Lvisit:
        lea     r12, [rax+rdi]
        out     REPORT, eax
        shr     rax, 0x20
        out     REPORT, eax
        cmp     r12, rbx                # an address that is none of a table is reported, not followed
        jb      .Ltables_end
        mov     r8, rcx
        sub     r8, r12
        jb      .Ltables_end
        cmp     r8, 0x24                # no room for a header
        jb      .Ltables_end
        mov     eax, [r12]
        out     REPORT, eax
        mov     eax, [r12+0x4]
        out     REPORT, eax
        cmp     eax, 0x24               # nor is a length below the header's followed
        jb      .Ltables_end
        cmp     rax, r8                 # nor one beyond the end
        ja      .Ltables_end
        lea     r14, [r12+rax]
        mov     rdx, r12
        lea     r8, [r14-0x10]
        xor     eax, eax
.Lblock:
        cmp     rdx, r8                 # sixteen bytes at a time: some hosts emulate each instruction
        ja      .Lrest
        .irp    offset, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        add     al, byte ptr [rdx+\offset]
        .endr
        add     rdx, 0x10
        jmp     .Lblock
.Lrest:
        cmp     rdx, r14
        jae     .Lsum
        add     al, byte ptr [rdx]
        inc     rdx
        jmp     .Lrest
.Lsum:
        out     REPORT, eax
        jmp     r15
.Ltables_end:
        out     END, al
        hlt
