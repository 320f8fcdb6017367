/* Host extension "duet.pattern/1": regular expressions in RE2's syntax, matched in linear time
 * (https://github.com/google/re2/wiki/Syntax). It lets a plugin have the `pattern` rule without linking an engine.
 */
#ifndef DUET_ABI_EXT_PATTERN_H
#define DUET_ABI_EXT_PATTERN_H

#include "../base.h"

#define DUET_EXT_PATTERN "duet.pattern/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct duet_ext_pattern {
  uint32_t size;
  /* [any] Compiles `pattern`; NULL and error->message if it is not valid. What it returns lives as long as the process,
   * and the same pattern gives the same pointer, so that it can be cached for ever. */
  const void *(*compile)(void *host, duet_str pattern, duet_error *error);
  /* [any] Does the pattern match anywhere in `text`? (Anchor it with ^ and $ for the whole.) */
  int (*matches)(const void *compiled, duet_str text);
} duet_ext_pattern;

#ifdef __cplusplus
}
#endif
#endif
