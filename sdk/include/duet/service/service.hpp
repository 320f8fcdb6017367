// A service while a plugin describes itself: its name, its documentation and its methods.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../model/nearest.hpp"
#include "../model/proto_file.hpp"
#include "coroutine_method.hpp"
#include "handler.hpp"
#include "plain_method.hpp"

namespace duet {
namespace detail {

// Independent of the class of the plugin.
class ServiceContract {
 public:
  // `file` is the .proto that defines the service, or null if its methods do.
  explicit ServiceContract(std::string_view full_name, const ProtoFile* file = nullptr)
      : full_name_(full_name), file_(file) {}
  virtual ~ServiceContract() = default;
  ServiceContract(const ServiceContract&) = delete;
  ServiceContract& operator=(const ServiceContract&) = delete;

  // "items.v1.Items"
  const std::string& full_name() const { return full_name_; }
  // "Items"
  std::string_view name() const { return std::string_view(full_name_).substr(dot() + 1); }
  // "items.v1"; empty if there is none.
  std::string_view package() const { return std::string_view(full_name_).substr(0, has_package() ? dot() : 0); }
  const std::string& doc() const { return doc_; }
  const ProtoFile* file() const { return file_; }
  // A word about a method that the service does not have, or empty.
  const std::string& misuse() const { return misuse_; }
  virtual std::vector<MethodContract*> methods() const = 0;

 protected:
  void set_doc(std::string_view text) { doc_ = text; }
  void set_misuse(std::string text) { misuse_ = std::move(text); }

 private:
  bool has_package() const { return full_name_.find('.') != std::string::npos; }
  std::size_t dot() const { return full_name_.rfind('.'); }

  std::string full_name_;
  std::string doc_;
  std::string misuse_;
  const ProtoFile* file_;
};

}  // namespace detail

template <class Plugin>
class Service final : public detail::ServiceContract {
 public:
  using ServiceContract::doc;
  using ServiceContract::ServiceContract;

  // For the generated documentation.
  Service& doc(std::string_view text) {
    set_doc(text);
    return *this;
  }

  // Adds a method: one request, one answer. `handler` is a member function of the plugin,
  //   duet::Result<Answer> name(const Request& request, duet::Call& call)
  // or the same as a coroutine, which returns duet::Task<duet::Result<Answer>> and may take a duet::BodyReader& and a
  // duet::BodyWriter& before the call (see body.hpp).
  template <class Handler>
  Method& unary(std::string_view name, Handler handler) {
    return add<DUET_UNARY>(name, handler);
  }

  // Adds a method that answers with a stream of messages (see stream.hpp):
  //   duet::Task<duet::Status> name(const Request& request, duet::Writer<Answer>& answers, duet::Call& call)
  // or the same as a plain function, which returns duet::Status, like the two below.
  template <class Handler>
  Method& server_stream(std::string_view name, Handler handler) {
    return add<DUET_SERVER_STREAM>(name, handler);
  }
  // A method that is asked with a stream of messages:
  //   duet::Task<duet::Result<Answer>> name(duet::Reader<Request>& requests, duet::Call& call)
  template <class Handler>
  Method& client_stream(std::string_view name, Handler handler) {
    return add<DUET_CLIENT_STREAM>(name, handler);
  }
  // A method with streams both ways, independent of one another:
  //   duet::Task<duet::Status> name(duet::Reader<Request>& requests, duet::Writer<Answer>& answers, duet::Call& call)
  template <class Handler>
  Method& bidi(std::string_view name, Handler handler) {
    return add<DUET_BIDI_STREAM>(name, handler);
  }

  // A method that has been added before, by the name of its rpc: for what a .proto cannot say of it.
  //   service.method("GetItem").runs_inline();
  Method& method(std::string_view name) {
    detail::Nearest nearest(name);
    for (const auto& entry : entries_) {
      if (entry->name() == name) return *entry;
      nearest.offer(entry->name());
    }
    set_misuse("it has no method \"" + std::string(name) + "\"" + nearest.hint());
    return stray_;
  }

  std::vector<detail::MethodContract*> methods() const override {
    std::vector<detail::MethodContract*> all;
    for (const auto& entry : entries_) all.push_back(entry.get());
    return all;
  }
  const std::vector<std::unique_ptr<detail::MethodEntry<Plugin>>>& entries() const { return entries_; }

 private:
  template <std::uint32_t kKind, class Handler>
  Method& add(std::string_view name, Handler handler) {
    if constexpr (detail::check_handler<Plugin, Handler, kKind>()) {
      if constexpr (detail::HandlerTraits<Handler>::kIsCoroutine)
        entries_.push_back(std::make_unique<detail::CoroutineMethod<Plugin, Handler>>(name, handler));
      else
        entries_.push_back(std::make_unique<detail::PlainMethod<Plugin, Handler>>(name, handler));
    }
    return *entries_.back();
  }

  std::vector<std::unique_ptr<detail::MethodEntry<Plugin>>> entries_;
  Method stray_{{}};  // takes what is said about a method that there is not
};

}  // namespace duet
