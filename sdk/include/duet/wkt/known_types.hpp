// The types that an Any may hold in a plugin: they are known by their full names, so that an Any can be read and
// written as JSON, packed and unpacked.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "../codec/json.hpp"
#include "../codec/json/any.hpp"
#include "../codec/protobuf.hpp"
#include "../model.hpp"

namespace duet::detail {

// What is known of a model that an Any may hold.
struct KnownType : AnyType {
  using AnyType::AnyType;
  // Writes what is behind the "@type" in JSON. `levels` of messages may be entered.
  virtual void write_members(std::string_view wire, int levels, JsonWriter& writer, std::string_view field) const = 0;
};

template <class T>
struct KnownModel final : KnownType {
  KnownModel() : KnownType(TableOf<T>::kTable) {}

  void* make() const override { return new T(); }
  void destroy(void* message) const override { delete static_cast<T*>(message); }
  bool encode(const void* message, std::string& wire) const override {
    return encode_protobuf(*static_cast<const T*>(message), wire);
  }
  void write_members(std::string_view wire, int levels, JsonWriter& writer, std::string_view field) const override {
    T message{};
    DecodeError error;
    if (!decode_levels(wire, message, levels, error)) {
      writer.fail(field, "holds a message that cannot be read (" + error.message() + ")");
    } else if constexpr (HasJsonForm<T>) {
      writer.out += ",\"value\":";
      write_json_value(message, writer, field);
    } else {
      write_json_members(message, writer, false);
    }
  }
};

// Any thread may add and find; what is in it stays.
class KnownTypes {
 public:
  // False if the name is that of another type already.
  template <Model T>
  bool add(std::string_view full_name) {
    const std::unique_lock lock(mutex_);
    const auto [at, is_new] = by_name_.try_emplace(std::string(full_name));
    if (is_new) at->second = std::make_unique<KnownModel<T>>();
    if (at->second->type != &TableOf<T>::kTable) return false;
    names_.try_emplace(&TableOf<T>::kTable, at->first);
    return true;
  }
  // Null if there is none of that name.
  const KnownType* find(std::string_view full_name) const {
    const std::shared_lock lock(mutex_);
    const auto found = by_name_.find(full_name);
    return found == by_name_.end() ? nullptr : found->second.get();
  }
  // The name that the type was given first; empty if it has none.
  std::string name_of(const TypeTable& type) const {
    const std::shared_lock lock(mutex_);
    const auto found = names_.find(&type);
    return found == names_.end() ? std::string() : found->second;
  }

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<KnownType>, std::less<>> by_name_;
  std::map<const TypeTable*, std::string> names_;
};

}  // namespace duet::detail
