#include "plugins/pattern.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "core/code_map.hpp"
#include "plugins/barrier.hpp"
#include "plugins/text.hpp"

namespace duet::plugins {
namespace {

constexpr std::int64_t kPatternMemoryBytes = 4 << 20;

struct Cache {
  std::shared_mutex mutex;
  std::map<std::string, std::unique_ptr<const RE2>, std::less<>> patterns;  // guarded by mutex
};

Cache& cache() {
  static auto* const all = new Cache;
  return *all;
}

const void* fail(duet_error* error, duet_code code, std::string_view message) {
  if (error == nullptr || error->size < sizeof(duet_error)) return nullptr;
  error->code = code;
  error->field[0] = '\0';
  const std::size_t size = std::min(message.size(), sizeof error->message - 1);
  std::memcpy(error->message, message.data(), size);
  error->message[size] = '\0';
  return nullptr;
}

const void* find_or_compile(std::string_view text, duet_error* error) {
  Cache& all = cache();
  {
    const std::shared_lock lock(all.mutex);
    if (const auto found = all.patterns.find(text); found != all.patterns.end()) return found->second.get();
  }
  if (text.size() > kPatternBytesMax) return fail(error, core::kResourceExhausted, "the pattern is too long");
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingUTF8);
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemoryBytes);
  auto compiled = std::make_unique<const RE2>(re2::StringPiece(text.data(), text.size()), options);
  if (!compiled->ok()) return fail(error, core::kInvalidArgument, repair_utf8(compiled->error()));

  const std::unique_lock lock(all.mutex);
  if (all.patterns.size() >= kPatternsMax) {
    return fail(error, core::kResourceExhausted, "too many different patterns were compiled in this process");
  }
  return all.patterns.try_emplace(std::string(text), std::move(compiled)).first->second.get();
}

const void* compile(void* /*host*/, duet_str pattern, duet_error* error) noexcept {
  const void* compiled = nullptr;
  if (thrown_by([&] { compiled = find_or_compile(view(pattern), error); })) {
    return fail(error, core::kResourceExhausted, "out of memory");
  }
  return compiled;
}

int matches(const void* compiled, duet_str text) noexcept {
  if (compiled == nullptr) return 0;
  const std::string_view subject = view(text);
  bool matched = false;
  const auto thrown = thrown_by([&] {
    matched = RE2::PartialMatch(re2::StringPiece(subject.data(), subject.size()), *static_cast<const RE2*>(compiled));
  });
  return !thrown && matched;
}

}  // namespace

const duet_ext_pattern* pattern_extension() {
  static constexpr duet_ext_pattern kTable{sizeof(duet_ext_pattern), &compile, &matches};
  return &kTable;
}

}  // namespace duet::plugins
