// A C++ plugin without the SDK's barrier: its handler throws through the C functions.
#include <stdexcept>

#include "plain.h"

namespace {

void invoke(void*, duet_call, const duet_request*, void*) { throw std::runtime_error("secret detail"); }

}  // namespace

const duet_plugin* duet_plugin_v1(void) {
  static duet_plugin table = PLAIN_TABLE;
  table.invoke = &invoke;
  return &table;
}
