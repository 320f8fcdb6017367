#include "describe/offer.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string_view>
#include <utility>

#include "base/nearest.hpp"
#include "core/schema.hpp"
#include "describe/files.hpp"
#include "describe/http_rule.hpp"

namespace duet::describe {
namespace {

namespace pb = google::protobuf;

// The first line of the comment that stands before the method, without blanks around it.
std::string summary_of(const pb::MethodDescriptor& method) {
  pb::SourceLocation location;
  if (!method.GetSourceLocation(&location)) return {};
  constexpr std::string_view kBlank = " \t\r\n";
  std::string_view text = location.leading_comments;
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  text = text.substr(0, text.find('\n'));
  return std::string(text.substr(0, text.find_last_not_of(kBlank) + 1));
}

std::string_view kind_name(bool client_streams, bool server_streams) {
  if (client_streams) return server_streams ? "bidirectional-streaming" : "client-streaming";
  return server_streams ? "server-streaming" : "unary";
}

// Rows may be longer than this host knows them.
duet_method row_of(const duet_description& description, std::uint32_t index) {
  const auto* bytes =
      reinterpret_cast<const unsigned char*>(description.methods) + std::size_t{index} * description.method_stride;
  duet_method row{};
  std::memcpy(&row, bytes, std::min<std::size_t>(sizeof row, description.method_stride));
  return row;
}

core::Execution execution_of(std::uint32_t flags, const Mount& mount) {
  if (mount.execution) return *mount.execution;
  if ((flags & DUET_MAY_BLOCK) != 0) return core::Execution::kPool;
  if ((flags & DUET_INLINE) != 0) return core::Execution::kInline;
  return mount.default_execution;
}

// Joins the method table with the linked contract.
class OfferMaker {
 public:
  OfferMaker(const Mount& mount, const core::Schema& schema, Errors& errors)
      : mount_(mount), schema_(schema), errors_(errors) {}

  void add(const duet_method& row, std::uint32_t index, core::Offer& offer) {
    const std::string_view full_name(row.full_name.data, row.full_name.size);
    const pb::MethodDescriptor* method = find(full_name);
    if (method == nullptr) return;
    seen_.insert(method);

    const std::string_view told = kind_name((row.kind & DUET_CLIENT_STREAM) != 0, (row.kind & DUET_SERVER_STREAM) != 0);
    const std::string_view meant = kind_name(method->client_streaming(), method->server_streaming());
    if (told != meant) {
      errors_.push_back("method " + std::string(full_name) + " is " + std::string(told) + " in the method table and " +
                        std::string(meant) + " in the descriptor set; make them agree");
    }
    core::MethodOffer wanted;
    wanted.service = method->service()->full_name();
    wanted.name = method->name();
    wanted.summary = summary_of(*method);
    wanted.index = index;
    wanted.kind = row.kind;
    wanted.encodings = row.encodings;
    wanted.flags = row.flags;
    wanted.state_bytes = row.state_bytes;
    wanted.max_body_bytes = row.max_body_bytes;
    wanted.cache_control.assign(row.cache_control.data, row.cache_control.size);
    wanted.execution = execution_of(row.flags, mount_);
    wanted.routes = read_routes(*method, errors_);
    offer.methods.push_back(std::move(wanted));
  }

  // What the contract promises and no row of the table keeps.
  void check_complete() {
    for (const std::string& name : schema_.file_names()) {
      const pb::FileDescriptor& file = *schema_.pool().FindFileByName(name);
      for (int s = 0; s < file.service_count(); ++s) check_complete(*file.service(s));
    }
  }

 private:
  const pb::MethodDescriptor* find(std::string_view full_name) {
    const std::size_t slash = full_name.find('/');
    const std::string service_name(full_name.substr(0, slash));
    const std::string_view name = full_name.substr(slash + 1);
    const pb::ServiceDescriptor* service = schema_.pool().FindServiceByName(service_name);
    if (service == nullptr) {
      errors_.push_back("method " + std::string(full_name) +
                        " is in the method table, but the descriptor set has no service '" + service_name + "'");
      return nullptr;
    }
    if (const auto* method = service->FindMethodByName(std::string(name))) return method;
    std::vector<std::string_view> known;
    for (int i = 0; i < service->method_count(); ++i) known.emplace_back(service->method(i)->name());
    const auto nearest = base::nearest(name, known);
    errors_.push_back("method " + std::string(full_name) +
                      " is in the method table, but the service in the descriptor set has no '" + std::string(name) +
                      "'" + (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""));
    return nullptr;
  }

  void check_complete(const pb::ServiceDescriptor& service) {
    for (int m = 0; m < service.method_count(); ++m) {
      if (seen_.contains(service.method(m))) continue;
      errors_.push_back("method " + service.full_name() + "/" + service.method(m)->name() +
                        " is in the descriptor set (" + service.file()->name() +
                        "), but not in the method table; implement it, or take it out");
    }
  }

  const Mount& mount_;
  const core::Schema& schema_;
  Errors& errors_;
  std::set<const pb::MethodDescriptor*> seen_;
};

}  // namespace

base::Result<core::Offer, Errors> make_offer(const duet_description& description, const Mount& mount) {
  const pb::LogSilencer silencer;  // What is wrong is in the errors.
  auto files = plugin_files(description.descriptor_set);
  if (!files) return Errors{files.error().message};

  core::Schema schema;
  if (std::string error; !schema.add(mount.plugin, *files, error)) {
    const std::string named = "plugin '" + mount.plugin + "': ";
    return Errors{error.starts_with(named) ? error.substr(named.size()) : error};
  }
  core::Offer offer;
  offer.plugin = mount.plugin;
  offer.prefix = mount.prefix;
  offer.on_rest = mount.on_rest;
  offer.on_grpc = mount.on_grpc;
  Errors errors;
  OfferMaker maker(mount, schema, errors);
  for (std::uint32_t i = 0; i < description.n_methods; ++i) maker.add(row_of(description, i), i, offer);
  maker.check_complete();
  if (!errors.empty()) return errors;
  offer.files = std::move(*files);
  return offer;
}

}  // namespace duet::describe
