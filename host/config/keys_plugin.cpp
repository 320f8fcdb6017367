// [plugins], [[plugin]] and the tables below it.
#include "config/key_path.hpp"
#include "config/key_words.hpp"
#include "config/keys.hpp"
#include "config/value_rules.hpp"

namespace duet::config {
namespace {

using std::chrono_literals::operator""h;

constexpr std::uint64_t kGiB = 1024 * kMiB;

template <class S>
Key<S> required(Key<S> key) {
  key.required = true;
  return key;
}

template <class S>
Key<S> execution(std::optional<Execution> S::*member, std::string_view doc) {
  return word("execution", member,
              Words<std::optional<Execution>>{{"", std::nullopt},
                                              {"auto", Execution::automatic},
                                              {"pool", Execution::pool},
                                              {"inline", Execution::in_line}},
              doc);
}

Key<PluginRoute> route_path(std::string_view name, std::string PluginRoute::*member, std::string_view doc) {
  return text(name, member, is_route_path, kRoutePath, doc);
}

}  // namespace

template <>
const std::vector<Key<Plugins>>& keys() {
  static const std::vector<Key<Plugins>> rows = {
      path_from_file("directory", &Plugins::directory, false,
                     "where plugins' files are; relative = to the folder of this file"),
  };
  return rows;
}

template <>
const std::vector<Key<Plugin>>& keys() {
  static const std::vector<Key<Plugin>> rows = {
      required(
          text("name", &Plugin::name, is_plugin_name, kPluginName, "what logs and commands call the plugin; unique")),
      path("file", &Plugin::file, true, "the library, below plugins.directory; \"\" = the name with \".so\""),
      boolean("enabled", &Plugin::enabled, "load it"),
      boolean("rest", &Plugin::rest, "serve its routes over REST"),
      boolean("grpc", &Plugin::grpc, "serve its services over gRPC"),
      text("prefix", &Plugin::prefix, is_prefix, kPrefix, "put before each of its routes"),
      execution(&Plugin::execution, "where its handlers run, over what its author chose; \"\" = as the author chose"),
  };
  return rows;
}

template <>
const std::vector<Key<PluginMethod>>& keys() {
  static const std::vector<Key<PluginMethod>> rows = {
      required(text("name", &PluginMethod::name, is_method_name, kMethodName,
                    "one of the plugin's methods; its own name where no other has the same")),
      size("max_body_bytes", &PluginMethod::max_body_bytes, 0, 1 * kGiB,
           "a request's body over REST, in place of rest.max_body_bytes; 0B = as the author chose"),
      text("cache_control", &PluginMethod::cache_control, is_cache_control, kCacheControl,
           "Cache-Control of its answers to GET; \"\" = as the author chose"),
      duration("timeout", &PluginMethod::timeout, 0s, 24h,
               "of a call that brings none, in place of calls.default_timeout; 0s = as that says"),
      duration("max_timeout", &PluginMethod::max_timeout, 0s, 24h,
               "longer ones are cut to it, in place of calls.max_timeout; 0s = as that says"),
      execution(&PluginMethod::execution, "where its handler runs, over the plugin's; \"\" = as the plugin's"),
  };
  return rows;
}

template <>
const std::vector<Key<PluginRoute>>& keys() {
  static const std::vector<Key<PluginRoute>> rows = {
      required(text("method", &PluginRoute::method, is_method_name, kMethodName,
                    "one of the plugin's methods; its own name where no other has the same")),
      route_path("get", &PluginRoute::get, "the template of google.api.http that GET reaches it by"),
      route_path("put", &PluginRoute::put, "the same for PUT"),
      route_path("post", &PluginRoute::post, "the same for POST"),
      route_path("delete", &PluginRoute::delete_, "the same for DELETE"),
      route_path("patch", &PluginRoute::patch, "the same for PATCH"),
      text("http_method", &PluginRoute::http_method, is_http_method, kHttpMethod,
           "with path, in place of those; \"*\" = any"),
      route_path("path", &PluginRoute::path, "the template for http_method"),
      text("body", &PluginRoute::body, is_body_field, kBodyField,
           "what the request's body fills: one field, or \"*\" = all that the path does not; \"\" = nothing"),
      text("response_body", &PluginRoute::response_body, is_response_field, kResponseField,
           "the field of the answer that is its body; \"\" = all of it"),
      boolean("replace", &PluginRoute::replace, "take away the routes that the method's author gave it"),
  };
  return rows;
}

}  // namespace duet::config
