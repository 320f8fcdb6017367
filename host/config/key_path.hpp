// Rows for keys that take a path.
#pragma once

#include "config/key.hpp"

namespace duet::config {

// A path as it stands.
template <class S>
Key<S> path(std::string_view name, std::filesystem::path S::*member, bool may_be_empty, std::string_view doc) {
  const auto parse = [may_be_empty](const Node& node) -> std::optional<std::filesystem::path> {
    const std::string* value = node.as<std::string>();
    if (value == nullptr || (value->empty() && !may_be_empty)) return std::nullopt;
    if (value->find('\0') != std::string::npos) return std::nullopt;
    return *value;
  };
  return {.name = name,
          .expected = may_be_empty ? "a path, or \"\"" : "a path",
          .unit = {},
          .doc = doc,
          .read = read_by(member, parse),
          .show = [member](const S& from) { return show_string((from.*member).string()); }};
}

// A path that, when it is relative, counts from the folder of config.toml. "" stays what it is.
template <class S>
Key<S> path_from_file(std::string_view name, std::filesystem::path S::*member, bool may_be_empty,
                      std::string_view doc) {
  Key<S> key = path(name, member, may_be_empty, doc);
  key.resolve = [member](S& out, const std::filesystem::path& base) {
    if (!(out.*member).empty()) out.*member = (base / (out.*member)).lexically_normal();
  };
  return key;
}

}  // namespace duet::config
