#include "host/plugins/support.hpp"

namespace duet::test {
namespace {

Script* current = nullptr;

const duet_description* describe(duet_error* error) { return current->describe(error); }
duet_code create(const duet_host* host, duet_str settings, void** instance, duet_error* error) {
  current->steps.emplace_back("create");
  current->host = host;
  current->settings = plugins::view(settings);
  *instance = current;
  return current->create(error);
}
duet_code start(void* self, duet_error* error) {
  current->steps.emplace_back(self == current ? "start" : "start of another");
  return current->start(error);
}
duet_code stop(void*, std::int64_t deadline_ns, duet_error* error) {
  current->steps.emplace_back(deadline_ns > 0 ? "stop" : "stop without a deadline");
  return current->stop(error);
}
void destroy(void*) {
  current->steps.emplace_back("destroy");
  current->destroy();
}
void invoke(void*, duet_call call, const duet_request* request, void* state) { current->invoke(call, request, state); }
void on_cancel(void*, duet_call call, void*) { current->on_cancel(call); }
void on_resume(void*, duet_call call, void*, std::uint64_t tag) { current->on_resume(call, tag); }

constexpr std::string_view kBytes = "not looked at here";

}  // namespace

Script::Script() {
  current = this;
  methods.push_back({sizeof(duet_method), DUET_UNARY, DUET_JSON, 0, plugins::borrow("test.v1.Test/Run"), 0, 0, {}});
  description.size = sizeof description;
  description.id = plugins::borrow("com.example.test");
  description.version = plugins::borrow("1.2.3");
  description.descriptor_set = {reinterpret_cast<const std::uint8_t*>(kBytes.data()), kBytes.size(), nullptr, nullptr};
  description.methods = methods.data();
  description.n_methods = 1;
  description.method_stride = sizeof(duet_method);
  table = {DUET_ABI_MAGIC,  sizeof table,  DUET_ABI_MINOR,   0,
           &test::describe, &test::create, &test::start,     &test::stop,
           &test::destroy,  &test::invoke, &test::on_cancel, &test::on_resume,
           nullptr,         nullptr,       nullptr};
}

Script::~Script() { current = nullptr; }

}  // namespace duet::test
