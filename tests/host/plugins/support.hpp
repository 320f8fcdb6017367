// What the tests of plugin loading share: files to load, plugins in the test itself, and a host to run them in.
#pragma once

#include <duet/abi/plugin.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "core/dispatcher.hpp"
#include "core/method.hpp"
#include "plugins/text.hpp"

namespace duet::test {

namespace fs = std::filesystem;

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

inline fs::path fault_plugin(const std::string& name) { return fs::path(FAULT_PLUGINS) / (name + ".so"); }

inline std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A folder of its own for each test, gone when the test is over.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "duet-plugins-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const fs::path& path() const { return path_; }
  fs::path write(const std::string& name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }

 private:
  fs::path path_;
};

// The log goes to a file while this lives.
class CapturedLog {
 public:
  CapturedLog() { (void)base::log::configure({base::log::Level::trace, base::log::Format::console, file()}); }
  ~CapturedLog() { (void)base::log::configure({}); }
  std::string text() const {
    base::log::flush();
    return read_file(file());
  }

 private:
  std::string file() const { return (folder_.path() / "log").string(); }
  Folder folder_;
};

// What a door was told.
struct Answer {
  duet_code code = -1;
  std::uint32_t http_status = 0;
  std::string message;
  std::string body;
  std::vector<std::pair<std::string, std::string>> metadata;
};

// A door for one call.
class Door final : public core::ReplySink {
 public:
  void answer(core::Call&, const duet_reply& reply) noexcept override {
    Answer answer;
    answer.code = reply.code;
    answer.http_status = reply.http_status;
    answer.message = plugins::view(reply.message);
    for (std::size_t i = 0; i < reply.n_body; ++i) {
      answer.body.append(reinterpret_cast<const char*>(reply.body[i].data), reply.body[i].size);
    }
    for (std::size_t i = 0; i < reply.n_metadata; ++i) {
      answer.metadata.emplace_back(plugins::view(reply.metadata[i].key), plugins::view(reply.metadata[i].value));
    }
    core::release_slices(reply);
    ++answers_;
    answer_.set_value(std::move(answer));
  }
  Answer wait() { return answer_.get_future().get(); }
  int answers() const { return answers_; }

 private:
  std::promise<Answer> answer_;
  std::atomic<int> answers_{0};
};

// A dispatcher with one method on one backend. Declared after the Script whose plugin it serves.
struct Host {
  Host() : dispatcher(quiet()) {
    method.full_name = "test.v1.Test/Run";
    method.plugin = "tested";
    method.state_bytes = 64;
  }

  static core::DispatcherOptions quiet() {
    core::DispatcherOptions options;
    options.pipeline.access_log = false;
    return options;
  }

  // Begins a call with `body` on `backend`.
  core::CallRef call(Door& door, std::shared_ptr<core::Backend> backend, std::string_view body = {}) {
    method.backend = std::move(backend);
    core::CallRef call = dispatcher.begin(door);
    call->method = &method;
    call->request.request_id = plugins::borrow("request-7");
    slice = {reinterpret_cast<const std::uint8_t*>(body.data()), body.size(), nullptr, nullptr};
    call->request.body = &slice;
    call->request.n_body = 1;
    dispatcher.dispatch(call);
    return call;
  }

  void wait_until_idle() {
    while (dispatcher.in_progress() > 0) std::this_thread::yield();
  }

  core::Dispatcher dispatcher;
  core::Method method;
  duet_slice slice{};
};

// A plugin in the test: its functions do what the test gives them to do. One at a time.
struct Script {
  std::vector<std::string> steps;  // what the host asked for, in order
  const duet_host* host = nullptr;
  std::string settings;
  duet_description description{};
  std::vector<duet_method> methods;

  std::function<const duet_description*(duet_error*)> describe = [this](duet_error*) { return &description; };
  std::function<duet_code(duet_error*)> create = [](duet_error*) { return 0; };
  std::function<duet_code(duet_error*)> start = [](duet_error*) { return 0; };
  std::function<duet_code(duet_error*)> stop = [](duet_error*) { return 0; };
  std::function<void()> destroy = [] {};
  std::function<void(duet_call, const duet_request*, void*)> invoke = [](duet_call, const duet_request*, void*) {};
  std::function<void(duet_call)> on_cancel = [](duet_call) {};
  std::function<void(duet_call, std::uint64_t)> on_resume = [](duet_call, std::uint64_t) {};

  Script();
  ~Script();
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  duet_plugin table{};
};

}  // namespace duet::test
