// Does a plugin contradict itself? Checked once, when it is described. Routes are not looked at: they stand in the
// contract, which the host checks.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../service/service.hpp"

namespace duet::detail {

inline bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || !is_letter(name.front())) return false;
  for (const char c : name) {
    if (!is_letter(c) && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

inline bool is_dotted_identifier(std::string_view name) {
  while (true) {
    const std::size_t dot = name.find('.');
    if (!is_identifier(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

// Three numbers with dots between them, then perhaps a pre-release and build data.
inline bool is_version(std::string_view version) {
  for (int part = 0; part < 3; ++part) {
    std::size_t digits = 0;
    while (digits < version.size() && version[digits] >= '0' && version[digits] <= '9') ++digits;
    if (digits == 0) return false;
    version.remove_prefix(digits);
    if (part == 2) break;
    if (version.empty() || version.front() != '.') return false;
    version.remove_prefix(1);
  }
  return version.empty() || version.front() == '-' || version.front() == '+';
}

// A reverse domain name: labels of letters, digits, '-' and '_', with at least one dot.
inline bool is_plugin_id(std::string_view id) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  return id.find('.') != std::string_view::npos && id.find_first_not_of(kAllowed) == std::string_view::npos &&
         id.find("..") == std::string_view::npos && id.front() != '.' && id.back() != '.';
}

// What is wrong with one method; empty if nothing is.
inline std::string check_method(const MethodContract& method, const ProtoFile* file) {
  if (!is_identifier(method.name())) return "the name of a method is a word of letters, digits and '_'";
  if (!method.misuse().empty()) return method.misuse();
  if ((method.flags() & DUET_INLINE) && (method.flags() & DUET_MAY_BLOCK)) {
    return "runs_inline() and may_block() exclude each other";
  }
  if ((method.flags() & DUET_INLINE) && (method.flags() & DUET_WAITS)) {
    return "runs_inline() is for handlers of streams that are coroutines: a plain function waits on a thread of its "
           "own";
  }
  if (file != nullptr && (!method.routes().empty() || !method.doc().empty() || method.is_deprecated())) {
    return "routes, documentation and deprecated() of a service from a .proto stand there: in " +
           std::string(file->name);
  }
  return {};
}

inline std::string check_service(const ServiceContract& service) {
  const std::string where = "service " + service.full_name();
  if (!is_dotted_identifier(service.full_name())) {
    return "service \"" + service.full_name() + "\": a service name is words with dots between them: items.v1.Items";
  }
  if (service.package().empty()) {
    return where + ": the name has no package; write it as package and name: items.v1." + service.full_name();
  }
  if (!service.misuse().empty()) return where + ": " + service.misuse();
  std::set<std::string_view> names;
  for (const MethodContract* method : service.methods()) {
    const std::string here = where + ", method " + method->name() + ": ";
    if (!names.insert(method->name()).second) return here + "there are two methods of this name";
    if (std::string reason = check_method(*method, service.file()); !reason.empty()) return here + reason;
  }
  if (names.empty()) return where + " has no methods";
  return {};
}

// What is wrong with the plugin; empty if nothing is.
inline std::string check_plugin(std::string_view id, std::string_view version,
                                const std::vector<const ServiceContract*>& services) {
  if (!is_plugin_id(id)) {
    return "plugin.id(\"" + std::string(id) + "\"): an id is a reverse domain name, such as com.example.items";
  }
  if (!is_version(version)) {
    return "plugin.version(\"" + std::string(version) + "\"): a version has three numbers, such as 1.4.2";
  }
  if (services.empty()) return "the plugin has no services";
  std::set<std::string_view> names;
  for (const ServiceContract* service : services) {
    if (!names.insert(service->full_name()).second) return "there are two services " + service->full_name();
    if (std::string reason = check_service(*service); !reason.empty()) return reason;
  }
  return {};
}

}  // namespace duet::detail
