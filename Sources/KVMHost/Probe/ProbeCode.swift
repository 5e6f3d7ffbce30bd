#if arch(x86_64)
  /// The guest that proves a layout: 64-bit code without stack, interrupts and data of its own.
  ///
  /// It reports words through one port and its end through another, and it never stops otherwise: what its
  /// accesses run into is for the one who runs it to see.
  enum ProbeCode {
    /// The port that words are reported through.
    static let reportPort: UInt16 = 0xe0
    /// The port that tells the end.
    static let endPort: UInt16 = 0xe1

    /// Where the code is entered, in bytes from its beginning.
    enum Entry: UInt64 {
      /// Does nothing but end.
      case finish = 0x00
      /// Works through commands.
      case probe = 0x03
      /// Walks the memory map.
      case map = 0x3f
      /// Walks the ACPI tables.
      case tables = 0x6c
    }

    /// The instructions, position independent.
    // swift-format-ignore
    static let bytes: [UInt8] = [
      // The entry `finish`: tells that the guest runs at all.
      // finish:
      0xe6, 0xe1,                                 // out 0xe1, al
      0xf4,                                       // hlt

      // The entry `probe`: commands at RSI, as many as ECX, the window's page table entry at RDI. A command is four
      // quadwords: the entry to put into the window, the address in the window, what to do (1 write, 2 read, 4 read
      // a byte), the value to write, replaced by the one that was read.
      // probe:
      0x48, 0x8b, 0x06,                           // mov rax, [rsi]
      0x48, 0x89, 0x07,                           // mov [rdi], rax; the window shows this page
      0x48, 0x8b, 0x5e, 0x08,                     // mov rbx, [rsi+0x8]
      0x0f, 0x01, 0x3b,                           // invlpg byte [rbx]; from now on
      0x48, 0x8b, 0x56, 0x10,                     // mov rdx, [rsi+0x10]
      0x48, 0x8b, 0x46, 0x18,                     // mov rax, [rsi+0x18]
      0xf6, 0xc2, 0x01,                           // test dl, 0x1
      0x74, 0x03,                                 // je skip_write
      0x48, 0x89, 0x03,                           // mov [rbx], rax
      // skip_write:
      0xf6, 0xc2, 0x02,                           // test dl, 0x2
      0x74, 0x03,                                 // je skip_read
      0x48, 0x8b, 0x03,                           // mov rax, [rbx]
      // skip_read:
      0xf6, 0xc2, 0x04,                           // test dl, 0x4
      0x74, 0x03,                                 // je skip_byte
      0x0f, 0xb6, 0x03,                           // movzx eax, byte [rbx]
      // skip_byte:
      0x48, 0x89, 0x46, 0x18,                     // mov [rsi+0x18], rax
      0x48, 0x83, 0xc6, 0x20,                     // add rsi, 0x20
      0xff, 0xc9,                                 // dec ecx
      0x75, 0xc7,                                 // jne probe
      0xe6, 0xe1,                                 // out 0xe1, al
      0xf4,                                       // hlt

      // The entry `map`: the zero page at RBX. Reports the count of e820 entries, and every entry in five words.
      // map:
      0x0f, 0xb6, 0x83, 0xe8, 0x01, 0x00, 0x00,   // movzx eax, byte [rbx+0x1e8]
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x3d, 0x80, 0x00, 0x00, 0x00,               // cmp eax, 0x80; a count beyond the zero page is reported, not followed
      0x77, 0x1a,                                 // ja map_end
      0x8d, 0x0c, 0x80,                           // lea ecx, [rax+rax*4]
      0x48, 0x8d, 0xb3, 0xd0, 0x02, 0x00, 0x00,   // lea rsi, [rbx+0x2d0]
      // entry:
      0x85, 0xc9,                                 // test ecx, ecx
      0x74, 0x0c,                                 // je map_end
      0x8b, 0x06,                                 // mov eax, [rsi]
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x48, 0x83, 0xc6, 0x04,                     // add rsi, 0x4
      0xff, 0xc9,                                 // dec ecx
      0xeb, 0xf0,                                 // jmp entry
      // map_end:
      0xe6, 0xe1,                                 // out 0xe1, al
      0xf4,                                       // hlt

      // The entry `tables`: ACPI tables at RSI, which end at RDI. Reports of each table signature, length and sum of bytes,
      // of SRAT memory affinities, other structures, enabled bytes (low, high) and bytes left over, of SLIT its localities.
      // tables:
      0x49, 0x89, 0xf8,                           // mov r8, rdi
      0x49, 0x29, 0xf0,                           // sub r8, rsi
      0x49, 0x83, 0xf8, 0x24,                     // cmp r8, 0x24; no room for another header
      0x0f, 0x82, 0xb6, 0x00, 0x00, 0x00,         // jb tables_end
      0x8b, 0x06,                                 // mov eax, [rsi]
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x8b, 0x46, 0x04,                           // mov eax, [rsi+0x4]
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x89, 0xc2,                                 // mov edx, eax
      0x83, 0xfa, 0x24,                           // cmp edx, 0x24; a length below the header's is reported, not followed
      0x0f, 0x82, 0xa2, 0x00, 0x00, 0x00,         // jb tables_end
      0x4c, 0x39, 0xc2,                           // cmp rdx, r8; nor one beyond the end
      0x0f, 0x87, 0x99, 0x00, 0x00, 0x00,         // ja tables_end
      0x4c, 0x8d, 0x04, 0x16,                     // lea r8, [rsi+rdx]
      0x48, 0x89, 0xf3,                           // mov rbx, rsi
      0x31, 0xc0,                                 // xor eax, eax
      // sum:
      0x02, 0x03,                                 // add al, byte [rbx]
      0x48, 0xff, 0xc3,                           // inc rbx
      0x4c, 0x39, 0xc3,                           // cmp rbx, r8
      0x72, 0xf6,                                 // jb sum
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x8b, 0x06,                                 // mov eax, [rsi]
      0x3d, 0x53, 0x4c, 0x49, 0x54,               // cmp eax, 0x54494c53; "SLIT"
      0x74, 0x6e,                                 // je slit
      0x3d, 0x53, 0x52, 0x41, 0x54,               // cmp eax, 0x54415253; "SRAT"
      0x75, 0x6c,                                 // jne next
      0x48, 0x8d, 0x5e, 0x30,                     // lea rbx, [rsi+0x30]
      0x45, 0x31, 0xc9,                           // xor r9d, r9d
      0x45, 0x31, 0xd2,                           // xor r10d, r10d
      0x45, 0x31, 0xdb,                           // xor r11d, r11d
      // walk:
      0x48, 0x8d, 0x43, 0x02,                     // lea rax, [rbx+0x2]
      0x4c, 0x39, 0xc0,                           // cmp rax, r8
      0x77, 0x33,                                 // ja counts
      0x0f, 0xb6, 0x4b, 0x01,                     // movzx ecx, byte [rbx+0x1]
      0x83, 0xf9, 0x02,                           // cmp ecx, 0x2; a structure without length ends the walk
      0x72, 0x2a,                                 // jb counts
      0x48, 0x8d, 0x04, 0x0b,                     // lea rax, [rbx+rcx]
      0x4c, 0x39, 0xc0,                           // cmp rax, r8
      0x77, 0x21,                                 // ja counts
      0x80, 0x3b, 0x01,                           // cmp byte [rbx], 0x1; memory affinity
      0x75, 0x14,                                 // jne other
      0x83, 0xf9, 0x28,                           // cmp ecx, 0x28
      0x72, 0x17,                                 // jb counts; too short for one
      0x41, 0xff, 0xc1,                           // inc r9d
      0xf6, 0x43, 0x1c, 0x01,                     // test byte [rbx+0x1c], 0x1; enabled
      0x74, 0x09,                                 // je step
      0x4c, 0x03, 0x5b, 0x10,                     // add r11, [rbx+0x10]
      0xeb, 0x03,                                 // jmp step
      // other:
      0x41, 0xff, 0xc2,                           // inc r10d
      // step:
      0x48, 0x89, 0xc3,                           // mov rbx, rax
      0xeb, 0xc4,                                 // jmp walk
      // counts:
      0x44, 0x89, 0xc8,                           // mov eax, r9d
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x44, 0x89, 0xd0,                           // mov eax, r10d
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x4c, 0x89, 0xd8,                           // mov rax, r11
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x48, 0xc1, 0xe8, 0x20,                     // shr rax, 0x20
      0xe7, 0xe0,                                 // out 0xe0, eax
      0x44, 0x89, 0xc0,                           // mov eax, r8d
      0x29, 0xd8,                                 // sub eax, ebx
      0xe7, 0xe0,                                 // out 0xe0, eax
      0xeb, 0x05,                                 // jmp next
      // slit:
      0x8b, 0x46, 0x24,                           // mov eax, [rsi+0x24]
      0xe7, 0xe0,                                 // out 0xe0, eax
      // next:
      0x48, 0x01, 0xd6,                           // add rsi, rdx
      0xe9, 0x3a, 0xff, 0xff, 0xff,               // jmp tables
      // tables_end:
      0xe6, 0xe1,                                 // out 0xe1, al
      0xf4,                                       // hlt
    ]
  }
#endif
