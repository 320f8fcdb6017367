// A plugin that speaks one encoding only and knows whole messages only, as one that was not written with the SDK would:
// the tables of another plugin, narrowed to ENCODING. It fails every call that asks for more.
#include <duet/abi/plugin.h>

#include <string_view>
#include <vector>

extern "C" const duet_plugin* wrapped_plugin_v1(void);

namespace {

const duet_host* g_host = nullptr;  // of the one instance

const duet_description* describe(duet_error* error) {
  const duet_description* const wrapped = wrapped_plugin_v1()->describe(error);
  if (wrapped == nullptr) return nullptr;
  static const std::vector<duet_method> kMethods = [wrapped] {
    std::vector<duet_method> methods(wrapped->methods, wrapped->methods + wrapped->n_methods);
    for (duet_method& method : methods) method.encodings = ENCODING;
    return methods;
  }();
  static const duet_description kNarrowed = [wrapped] {
    duet_description narrowed = *wrapped;
    narrowed.methods = kMethods.data();
    return narrowed;
  }();
  return &kNarrowed;
}

duet_code create(const duet_host* host, duet_str settings, void** instance, duet_error* error) {
  g_host = host;
  return wrapped_plugin_v1()->create(host, settings, instance, error);
}

// JSON is bound to path and query by whoever speaks it, as the ABI has it.
bool is_understood(const duet_request& request) {
  if (request.encoding != ENCODING || request.reply_encoding != ENCODING) return false;
  if (ENCODING == DUET_JSON) return true;
  return request.n_path == 0 && request.n_query == 0 && request.reply_field.size == 0 &&
         std::string_view(request.body_field.data, request.body_field.size) == "*";
}

void invoke(void* self, duet_call call, const duet_request* request, void* state) {
  if (is_understood(*request)) return wrapped_plugin_v1()->invoke(self, call, request, state);
  constexpr std::string_view kMessage = "the host asked for what this plugin does not speak";
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.code = 13;  // INTERNAL
  reply.message = {kMessage.data(), kMessage.size()};
  g_host->finish(g_host->host, call, &reply);
}

}  // namespace

extern "C" const duet_plugin* duet_plugin_v1(void) {
  static const duet_plugin kPlugin = [] {
    duet_plugin plugin = *wrapped_plugin_v1();
    plugin.describe = &describe;
    plugin.create = &create;
    plugin.invoke = &invoke;
    return plugin;
  }();
  return &kPlugin;
}
