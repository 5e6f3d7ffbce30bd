// SHA-256 by the processor's own instructions.

#pragma once

#include <stddef.h>
#include <stdint.h>

/// Whether this processor has them.
int memc_sha256_has_instructions(void);

/// Takes blocks of 64 bytes into a state (FIPS 180-4, section 6.2.2). Only for a processor that has the instructions.
///
/// - Parameters:
///   - state: The eight words of the hash value.
///   - constants: The 64 words of section 4.2.2.
///   - bytes: The blocks.
///   - count: How many blocks there are.
void memc_sha256_compress(uint32_t state[8], const uint32_t constants[64], const uint8_t *bytes, size_t count);
