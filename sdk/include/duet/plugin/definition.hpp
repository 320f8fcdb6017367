// What a plugin class says in describe(): read once, checked, and kept for the life of the process.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../abi/description.h"
#include "../settings.hpp"
#include "builder.hpp"
#include "check.hpp"
#include "contract.hpp"
#include "errors.hpp"

namespace duet::detail {

inline duet_slice borrowed(const std::string& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), nullptr, nullptr};
}

inline duet_method method_row(const MethodContract& method) {
  duet_method row{};
  row.size = sizeof row;
  row.kind = method.kind();
  row.encodings = method.encodings();
  row.flags = method.flags();
  row.full_name = to_abi(method.full_name());
  row.state_bytes = static_cast<std::uint32_t>(method.state_bytes());
  row.max_body_bytes = method.max_body_bytes();
  row.cache_control = to_abi(method.cache_control());
  return row;
}

// Immutable once it is made, and read by every thread.
template <class Class>
class Definition {
 public:
  // Never destroyed: calls may still be running when the process ends.
  static const Definition& get() {
    static const Definition& only = *new Definition;
    return only;
  }

  // Null and an error text if the plugin contradicts itself.
  const duet_description* description(duet_error* error) const {
    if (error_.empty()) return &description_;
    set_error(error, Code::kFailedPrecondition, "", error_);
    return nullptr;
  }

  // The method at a row of the description, or null.
  const MethodEntry<Class>* method(std::uint32_t row) const { return row < entries_.size() ? entries_[row] : nullptr; }

  // The least minor version of the ABI that serves the plugin.
  std::uint16_t minor_needed() const {
    const auto any = [this](auto is) { return std::any_of(rows_.begin(), rows_.end(), is); };
    if (any([](const duet_method& row) { return row.kind != DUET_UNARY; })) return 2;
    if (any([](const duet_method& row) { return (row.flags & (DUET_RAW_REQUEST | DUET_RAW_REPLY)) != 0; })) return 1;
    return 0;
  }

  // Visits every pattern rule of every request.
  void visit_patterns(const std::function<void(const PatternUse&)>& visit) const {
    for (const auto* entry : entries_) entry->visit_patterns(visit);
  }

 private:
  Definition() {
    static_assert(
        requires(Plugin<Class> & plugin) { Class::describe(plugin); },
        "a plugin has a function `static void describe(duet::Plugin<Class>& plugin)`");
    Class::describe(plugin_);
    std::vector<const ServiceContract*> services;
    for (const auto& service : plugin_.services()) services.push_back(service.get());
    error_ = check_plugin(plugin_.id(), plugin_.version(), services);
    if (!error_.empty() || !encode_contract(services, descriptor_set_, error_) || !encode_settings()) return;
    for (const auto& service : plugin_.services()) add_rows(*service);
    register_messages();
    fill_description();
  }

  bool encode_settings() {
    using Settings = typename SettingsOf<Class>::Type;
    if constexpr (!std::is_same_v<Settings, NoSettings>) {
      // The host wants the settings in one piece, wherever their models come from.
      FileBuilder file(package_of_id(plugin_.id()), Origins::kIgnored);
      file.template add_message<Settings>();
      return append_file(file, settings_schema_, error_);
    } else {
      return true;
    }
  }

  void register_messages() const {
    for (const auto& service : plugin_.services()) {
      std::vector<const void*> seen;
      for (const auto& entry : service->entries()) entry->register_messages(service->package(), seen);
    }
  }

  void add_rows(const Service<Class>& service) {
    for (const auto& entry : service.entries()) {
      entry->set_full_name(service.full_name() + "/" + entry->name());
      entries_.push_back(entry.get());
      rows_.push_back(method_row(*entry));
    }
  }

  void fill_description() {
    description_.size = sizeof description_;
    description_.id = to_abi(plugin_.id());
    description_.version = to_abi(plugin_.version());
    description_.descriptor_set = borrowed(descriptor_set_);
    description_.settings_schema = borrowed(settings_schema_);
    description_.methods = rows_.data();
    description_.n_methods = static_cast<std::uint32_t>(rows_.size());
    description_.method_stride = sizeof(duet_method);
  }

  Plugin<Class> plugin_;
  std::string error_;
  std::string descriptor_set_;
  std::string settings_schema_;
  std::vector<MethodEntry<Class>*> entries_;
  std::vector<duet_method> rows_;
  duet_description description_{};
};

}  // namespace duet::detail
