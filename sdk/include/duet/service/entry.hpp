// A method as the runtime sees it: what the plugin said about it, and how it is called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "../abi/call.h"
#include "../abi/host.h"
#include "../descriptor/file_builder.hpp"
#include "../rules/pattern_engine.hpp"
#include "any_types.hpp"
#include "http_body.hpp"
#include "method.hpp"

namespace duet::detail {

// Independent of the class of the plugin: what is needed to describe it.
class MethodContract : public Method {
 public:
  using Method::Method;

  // Adds the request and the answer to the file and tells their full names.
  virtual void add_types(FileBuilder& file, std::string& input, std::string& output) const = 0;
  // Visits every pattern rule of the request.
  virtual void visit_patterns(const std::function<void(const PatternUse&)>& visit) const = 0;
  // Makes the messages of the request and the answer known to duet::Any, if there is one in them.
  virtual void register_messages(std::string_view package, std::vector<const void*>& seen) const = 0;
  virtual std::size_t state_bytes() const = 0;
  virtual std::uint32_t kind() const = 0;
  // duet_method.encodings
  virtual std::uint32_t encodings() const = 0;

  // "items.v1.Items/GetItem"
  const std::string& full_name() const { return full_name_; }
  void set_full_name(std::string name) { full_name_ = std::move(name); }

 private:
  std::string full_name_;
};

template <class Plugin>
class MethodEntry : public MethodContract {
 public:
  using MethodContract::MethodContract;
  // [data] Begins a call, and sees to it that finish() comes. Throws nothing.
  virtual void invoke(Plugin& plugin, const duet_host* host, duet_call call, const duet_request& request,
                      void* state) const noexcept = 0;
};

template <class Plugin, class Traits>
class TypedMethod : public MethodEntry<Plugin> {
  using In = typename Traits::In;
  using Out = typename Traits::Out;

 public:
  explicit TypedMethod(std::string_view name) : MethodEntry<Plugin>(name) { this->flag(Traits::kFlags); }

  void add_types(FileBuilder& file, std::string& input, std::string& output) const override {
    input = file.template add_message<In>();
    output = file.template add_message<Out>();
  }
  std::uint32_t kind() const override { return Traits::kKind; }
  std::uint32_t encodings() const override {
    // Within a stream a google.api.HttpBody is a message like any other.
    const std::uint32_t bytes = Traits::kKind == DUET_UNARY ? encodings_of<In>() | encodings_of<Out>() : 0;
    return DUET_PROTOBUF | DUET_JSON | bytes;
  }
  void visit_patterns(const std::function<void(const PatternUse&)>& visit) const override {
    for_each_pattern<In>(visit);
  }
  void register_messages([[maybe_unused]] std::string_view package,
                         [[maybe_unused]] std::vector<const void*>& seen) const override {
    if constexpr (kHoldsAny<In> || kHoldsAny<Out>) {
      detail::register_messages<In>(package, seen);
      detail::register_messages<Out>(package, seen);
    }
  }
};

}  // namespace duet::detail
