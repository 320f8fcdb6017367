#include "plugins/description.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/method.hpp"
#include "plugins/barrier.hpp"
#include "plugins/text.hpp"

namespace duet::plugins {
namespace {

// What the structs of ABI 1.0 ended with. Later minors only add to them.
constexpr std::size_t kSmallestDescription =
    offsetof(duet_description, method_stride) + sizeof(duet_description::method_stride);
constexpr std::size_t kSmallestMethod = offsetof(duet_method, state_bytes) + sizeof(duet_method::state_bytes);
constexpr std::uint32_t kMethodsMax = 1u << 16;
constexpr std::size_t kNameBytesMax = 1024;

bool matches(std::string_view text, const RE2& pattern) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool is_id(std::string_view text) {
  static const RE2 pattern(R"([A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)*)");
  return text.size() <= kNameBytesMax && matches(text, pattern);
}

// https://semver.org, version 2.0.0.
bool is_semver(std::string_view text) {
  static const RE2 pattern(R"((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*))"
                           R"((-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?)"
                           R"((\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?)");
  return text.size() <= kNameBytesMax && matches(text, pattern);
}

bool is_method_name(std::string_view text) {
  static const RE2 pattern(R"([A-Za-z_]\w*(\.[A-Za-z_]\w*)*/[A-Za-z_]\w*)");
  return text.size() <= kNameBytesMax && matches(text, pattern);
}

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

std::string quoted(std::string_view text) {
  return std::string("'").append(repair_utf8(text.substr(0, kNameBytesMax))).append("'");
}

// Gathers every fault, so that an author mends them in one go.
class Checker {
 public:
  explicit Checker(const duet_plugin& table) : table_(table) {}

  void check_identity(const duet_description& description) {
    if (!is_id(view(description.id))) {
      fault("the id is " + quoted(view(description.id)) +
            "; give it a reverse domain name such as 'com.example.items'");
    }
    if (!is_semver(view(description.version))) {
      fault("the version is " + quoted(view(description.version)) + "; give it a SemVer version such as '1.4.2'");
    }
    if (description.descriptor_set.data == nullptr || description.descriptor_set.size == 0) {
      fault("there is no descriptor set, so the contract is unknown");
    }
    if (description.settings_schema.data == nullptr && description.settings_schema.size > 0) {
      fault("the settings schema has a size and no data");
    }
  }

  // Whether the rows of the method table can be read.
  bool check_table(const duet_description& description) {
    const std::size_t before = faults_.size();
    if (description.n_methods == 0) fault("there are no methods");
    if (description.n_methods > kMethodsMax) {
      fault("there are " + std::to_string(description.n_methods) + " methods; the most is " +
            std::to_string(kMethodsMax));
    }
    if (description.n_methods > 0 && description.methods == nullptr) fault("the method table is missing");
    if (description.method_stride < kSmallestMethod || description.method_stride % alignof(duet_method) != 0) {
      fault("method_stride is " + std::to_string(description.method_stride) + "; set it to sizeof(duet_method)");
    }
    return faults_.size() == before;
  }

  void check_method(const duet_method& method, std::uint32_t index, std::uint32_t stride) {
    const std::string_view name = view(method.full_name);
    if (method.size < kSmallestMethod || method.size > stride) {
      fault("method row " + std::to_string(index) + " has the size " + std::to_string(method.size) +
            "; set it to sizeof(duet_method)");
      return;
    }
    if (!is_method_name(name)) {
      fault("method row " + std::to_string(index) + " is named " + quoted(name) +
            "; a method is named 'package.Service/Method'");
      return;
    }
    if (!names_.insert(name).second) fault("the method " + quoted(name) + " is there twice");
    if (method.kind > DUET_BIDI_STREAM) {
      fault(quoted(name) + " is of the kind " + std::to_string(method.kind) + "; this host knows 0 to " +
            std::to_string(DUET_BIDI_STREAM));
    }
    if ((method.encodings & (DUET_PROTOBUF | DUET_JSON)) == 0) {
      fault(quoted(name) + " reads no encoding that this host knows; give it DUET_PROTOBUF, DUET_JSON or both");
    }
    if ((method.flags & DUET_MAY_BLOCK) != 0 && (method.flags & DUET_INLINE) != 0) {
      fault(quoted(name) + " has the flags DUET_MAY_BLOCK and DUET_INLINE, which contradict each other");
    }
    if (const std::string_view directives = view(method.cache_control); !is_field_value(directives)) {
      fault(quoted(name) + " has the cache_control " + quoted(directives) + "; it is printable ASCII");
    }
    check_streams(method, name);
    if (method.state_bytes > kStateBytesMax) {
      fault(quoted(name) + " asks for " + std::to_string(method.state_bytes) + " state bytes; the most is " +
            std::to_string(kStateBytesMax));
    }
  }

  void check_streams(const duet_method& method, std::string_view name) {
    const bool raw = (method.flags & (DUET_RAW_REQUEST | DUET_RAW_REPLY)) != 0;
    const bool waits = (method.flags & DUET_WAITS) != 0;
    if (raw && method.kind != DUET_UNARY) {
      fault(quoted(name) +
            " streams messages and has bodies in pieces, by DUET_RAW_REQUEST or DUET_RAW_REPLY, too; "
            "choose one");
    }
    if (waits && method.kind == DUET_UNARY) {
      fault(quoted(name) + " has the flag DUET_WAITS, which is for methods that stream messages");
    }
    if (waits && (method.flags & DUET_INLINE) != 0) {
      fault(quoted(name) + " has the flags DUET_WAITS and DUET_INLINE, which contradict each other");
    }
    if (waits) return;
    if (core::takes_stream(method.kind, method.flags) && !DUET_HAS(duet_plugin, &table_, on_receive)) {
      fault(quoted(name) + " takes its request in pieces, but the plugin has no on_receive()");
    }
    if (core::gives_stream(method.kind, method.flags) && !DUET_HAS(duet_plugin, &table_, on_sendable)) {
      fault(quoted(name) + " gives its answer in pieces, but the plugin has no on_sendable()");
    }
  }

  void fault(std::string text) {
    if (!faults_.empty()) faults_ += "; ";
    faults_ += text;
  }

  const std::string& faults() const { return faults_; }

 private:
  const duet_plugin& table_;
  std::string faults_;
  std::set<std::string_view> names_;
};

}  // namespace

duet_method method_row(const duet_description& description, std::uint32_t index) {
  const auto* row =
      reinterpret_cast<const unsigned char*>(description.methods) + std::size_t{index} * description.method_stride;
  duet_method method{};
  std::memcpy(&method, row, std::min<std::size_t>(sizeof method, description.method_stride));
  return method;
}

base::Result<const duet_description*> describe(const Library& library) {
  const auto refuse = [&](const std::string& cause) { return base::Error{library.origin() + ": " + cause}; };
  duet_error error{};
  error.size = sizeof error;
  const duet_description* description = nullptr;
  if (const auto thrown = thrown_by([&] { description = library.table().describe(&error); })) {
    return refuse("describe() threw an exception: " + *thrown);
  }
  if (description == nullptr) {
    const std::string reason = terminated(error.message);
    return refuse("the plugin cannot describe itself: " + (reason.empty() ? "it gives no reason" : reason));
  }
  if (description->size < kSmallestDescription) {
    return refuse("the description has " + std::to_string(description->size) + " bytes and ABI 1.0 needs at least " +
                  std::to_string(kSmallestDescription) + "; build the plugin again with the Duet SDK");
  }
  Checker checker(library.table());
  checker.check_identity(*description);
  if (checker.check_table(*description)) {
    for (std::uint32_t i = 0; i < description->n_methods; ++i) {
      checker.check_method(method_row(*description, i), i, description->method_stride);
    }
  }
  if (!checker.faults().empty()) return refuse("the description does not hold: " + checker.faults());
  return description;
}

}  // namespace duet::plugins
