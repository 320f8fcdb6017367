#include "describe/offer.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string_view>
#include <utility>

#include "base/nearest.hpp"
#include "core/catalog.hpp"
#include "core/schema.hpp"
#include "describe/files.hpp"
#include "describe/http_rule.hpp"
#include "describe/route_check.hpp"

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
  // An admin who lets times decide does not know better than an author who knows that it blocks at times.
  const bool decided = mount.execution && *mount.execution != core::Execution::kAuto;
  if (decided) return *mount.execution;
  if ((flags & DUET_MAY_BLOCK) != 0) return core::Execution::kPool;
  if (mount.execution) return *mount.execution;
  if ((flags & DUET_INLINE) != 0) return core::Execution::kInline;
  return mount.default_execution;
}

// What a method does not speak itself is translated for it, google.api.HttpBody included.
std::uint32_t served_encodings(std::uint32_t spoken) {
  constexpr std::uint32_t kBoth = DUET_PROTOBUF | DUET_JSON;
  return (spoken & kBoth) == kBoth ? spoken : spoken | kBoth | DUET_BYTES;
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
      fail("method " + std::string(full_name) + " is " + std::string(told) + " in the method table and " +
           std::string(meant) + " in the descriptor set; make them agree");
    }
    core::MethodOffer wanted;
    wanted.service = method->service()->full_name();
    wanted.name = method->name();
    wanted.summary = summary_of(*method);
    wanted.index = index;
    wanted.kind = row.kind;
    wanted.encodings = served_encodings(row.encodings);
    wanted.spoken = row.encodings;
    wanted.flags = row.flags;
    wanted.state_bytes = row.state_bytes;
    wanted.max_body_bytes = row.max_body_bytes;
    wanted.cache_control.assign(row.cache_control.data, row.cache_control.size);
    wanted.execution = execution_of(row.flags, mount_);
    wanted.routes = read_routes(*method, start() + "method " + std::string(full_name) + ": ", errors_);
    offer.methods.push_back(std::move(wanted));
  }

  // All routes, whoever has given them. Those that are at fault are taken away.
  void check_routes(core::Offer& offer) {
    for (core::MethodOffer& method : offer.methods) {
      const auto& contract = *schema_.pool().FindServiceByName(method.service)->FindMethodByName(method.name);
      std::vector<core::RouteOffer> right;
      for (core::RouteOffer& route : method.routes) {
        const std::string place = route.location.empty() ? "" : route.location + ": ";
        const std::size_t faults = errors_.size();
        check_route(contract, method, route, place + start() + "method " + method.service + "/" + method.name + ": ",
                    errors_);
        if (errors_.size() == faults) right.push_back(std::move(route));
      }
      method.routes = std::move(right);
    }
  }

  // What the contract promises of the plugin's services and no row of the table keeps.
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
      fail("method " + std::string(full_name) + " is in the method table, but the descriptor set has no service '" +
           service_name + "'");
      return nullptr;
    }
    if (const auto* method = service->FindMethodByName(std::string(name))) return method;
    std::vector<std::string_view> known;
    for (int i = 0; i < service->method_count(); ++i) known.emplace_back(service->method(i)->name());
    const auto nearest = base::nearest(name, known);
    fail("method " + std::string(full_name) +
         " is in the method table, but the service in the descriptor set has no '" + std::string(name) + "'" +
         (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""));
    return nullptr;
  }

  void check_complete(const pb::ServiceDescriptor& service) {
    // A .proto may have services that another plugin serves; of one that is served no method may be missing.
    bool is_served = seen_.empty();
    for (int m = 0; m < service.method_count(); ++m) is_served = is_served || seen_.contains(service.method(m));
    for (int m = 0; is_served && m < service.method_count(); ++m) {
      if (seen_.contains(service.method(m))) continue;
      fail("method " + service.full_name() + "/" + service.method(m)->name() + " is in the descriptor set (" +
           service.file()->name() + "), but not in the method table; implement it, or take it out");
    }
  }

  std::string start() const { return "plugin '" + mount_.plugin + "': "; }
  void fail(const std::string& message) { errors_.push_back(start() + message); }

  const Mount& mount_;
  const core::Schema& schema_;
  Errors& errors_;
  std::set<const pb::MethodDescriptor*> seen_;
};

}  // namespace

base::Result<core::Offer, Errors> make_offer(const duet_description& description, const Mount& mount) {
  const pb::LogSilencer silencer;  // What is wrong is in the errors.
  auto files = plugin_files(description.descriptor_set);
  if (!files) return Errors{"plugin '" + mount.plugin + "': " + files.error().message};

  core::Schema schema;
  if (std::string error; !schema.add(mount.plugin, *files, error)) return Errors{error};
  core::Offer offer;
  offer.plugin = mount.plugin;
  offer.prefix = mount.prefix;
  offer.on_rest = mount.on_rest;
  offer.on_grpc = mount.on_grpc;
  offer.files = std::move(*files);
  Errors errors;
  OfferMaker maker(mount, schema, errors);
  for (std::uint32_t i = 0; i < description.n_methods; ++i) maker.add(row_of(description, i), i, offer);
  maker.check_complete();
  add_configured_routes(mount.routes, offer, errors);
  maker.check_routes(offer);
  if (errors.empty()) return offer;
  // Whoever mounts the offer hears of routes that contradict each other from the catalog. This one is never mounted.
  core::Catalog::build({offer}, errors);
  return errors;
}

}  // namespace duet::describe
