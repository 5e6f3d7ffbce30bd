#include "CSHA256.h"

#if defined(__x86_64__)

#include <immintrin.h>

#if __has_include(<sys/platform/x86.h>)

#include <sys/platform/x86.h>

// The C library has asked the processor when the program started. To ask again takes a virtual machine as long as to hash
// ten kilobytes: its host answers.
int memc_sha256_has_instructions(void) { return CPU_FEATURE_PRESENT(SSE4_1) && CPU_FEATURE_PRESENT(SHA); }

#else

#include <cpuid.h>

int memc_sha256_has_instructions(void) {
  unsigned int a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

#endif

__attribute__((target("sha,sse4.1"))) void memc_sha256_compress(uint32_t state[8], const uint32_t constants[64],
                                                                const uint8_t *bytes, size_t count) {
  // Words are big endian in the message.
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  // The instructions take the state as ABEF and CDGH, the last letter in the lowest word.
  const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
  const __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8(badc, hgfe, 8);
  __m128i cdgh = _mm_blend_epi16(hgfe, badc, 0xf0);
  for (; count > 0; count--, bytes += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    // The last sixteen words of the message schedule, four in each, the oldest at `i % 4`.
    __m128i words[4];
    for (int i = 0; i < 4; i++) {
      words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), order);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      const __m128i oldest = words[i % 4];
      const __m128i newest = words[(i + 3) % 4];
      const __m128i input = _mm_add_epi32(oldest, _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, input);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(input, 0x0e));
      if (i < 12) {
        const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(oldest, words[(i + 1) % 4]),
                                          _mm_alignr_epi8(newest, words[(i + 2) % 4], 4));
        words[i % 4] = _mm_sha256msg2_epu32(sum, newest);
      }
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

#else

int memc_sha256_has_instructions(void) { return 0; }

void memc_sha256_compress(uint32_t state[8], const uint32_t constants[64], const uint8_t *bytes, size_t count) {
  (void)state, (void)constants, (void)bytes, (void)count;
}

#endif
