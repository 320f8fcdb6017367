#include "support/test_host.hpp"

#include <cstdlib>
#include <cstring>

#include <re2/re2.h>

namespace duet::test {
namespace {

TestHost& self(void* host) { return *static_cast<TestHost*>(host); }
std::string text(duet_str view) { return view.size == 0 ? std::string() : std::string(view.data, view.size); }
duet_str view(const std::string& text) { return {text.data(), text.size()}; }

std::vector<duet_kv> views(const Pairs& pairs) {
  std::vector<duet_kv> result;
  for (const auto& [key, value] : pairs) result.push_back({view(key), view(value)});
  return result;
}
Pairs copies(const duet_kv* pairs, std::size_t count) {
  Pairs result;
  for (std::size_t i = 0; i < count; ++i) result.emplace_back(text(pairs[i].key), text(pairs[i].value));
  return result;
}
std::string bytes(const duet_slice& slice) {
  return slice.size == 0 ? std::string() : std::string(reinterpret_cast<const char*>(slice.data), slice.size);
}

const void* compile_pattern(void*, duet_str pattern, duet_error* error) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<RE2>> compiled;  // never shrinks: what it holds lives with the process
  const std::lock_guard lock(mutex);
  std::unique_ptr<RE2>& known = compiled[text(pattern)];
  if (!known) known = std::make_unique<RE2>(text(pattern), RE2::Quiet);
  if (known->ok()) return known.get();
  std::strncpy(error->message, known->error().c_str(), sizeof error->message - 1);
  return nullptr;
}
int pattern_matches(const void* compiled, duet_str subject) {
  const re2::StringPiece piece(subject.data, subject.size);
  return RE2::PartialMatch(piece, *static_cast<const RE2*>(compiled)) ? 1 : 0;
}

}  // namespace

TestHost::TestHost(int threads) {
  install_table();
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

TestHost::~TestHost() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void TestHost::install_table() {
  patterns_ = {sizeof patterns_, compile_pattern, pattern_matches};
  table_.size = sizeof table_;
  table_.minor = DUET_ABI_MINOR;
  table_.host = this;
  table_.extension = [](void* host, const char* id) -> const void* {
    const bool is_pattern = std::strcmp(id, DUET_EXT_PATTERN) == 0 && self(host).has_patterns_;
    return is_pattern ? &self(host).patterns_ : nullptr;
  };
  table_.log_enabled = [](void*, int level) { return level >= DUET_LOG_DEBUG ? 1 : 0; };
  table_.log = [](void* host, duet_call call, int level, duet_str message, const duet_kv* fields, std::size_t n) {
    const std::lock_guard lock(self(host).mutex_);
    self(host).log_.push_back({call, level, text(message), copies(fields, n)});
  };
  table_.finish = [](void* host, duet_call handle, const duet_reply* reply) -> duet_code {
    const auto call = self(host).find(handle);
    if (!call) return ++self(host).stale_calls_, 9;
    self(host).forget(handle);
    call->finish(*reply);
    return 0;
  };
  table_.cancelled = [](void* host, duet_call handle) {
    const auto call = self(host).find(handle);
    return !call || call->cancelled_ ? 1 : 0;
  };
  table_.resume = [](void* host, duet_call handle, std::uint64_t tag, std::int64_t delay_ns) -> duet_code {
    const auto call = self(host).find(handle);
    if (!call) return ++self(host).stale_calls_, 9;
    call->resume(tag, delay_ns);
    return 0;
  };
  table_.receive = [](void* host, duet_call handle) -> duet_code {
    const auto call = self(host).find(handle);
    if (!call) return ++self(host).stale_calls_, 9;
    call->receive();
    return 0;
  };
  table_.send = [](void* host, duet_call handle, const duet_reply* head, const duet_slice* piece,
                   std::size_t n_piece) -> duet_code {
    const auto call = self(host).find(handle);
    if (!call) return ++self(host).stale_calls_, 9;
    return call->send(head, piece, n_piece);
  };
}

void TestHost::post(Clock::time_point when, std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  jobs_.emplace(when, std::move(job));
  wake_.notify_one();
}

void TestHost::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (jobs_.empty()) {
      if (ending_) return;
      wake_.wait(lock);
    } else if (const auto when = jobs_.begin()->first; when > Clock::now() && !ending_) {
      wake_.wait_until(lock, when);
    } else {
      auto job = jobs_.extract(jobs_.begin());
      lock.unlock();
      job.mapped()();
      job = {};
      lock.lock();
    }
  }
}

std::shared_ptr<TestCall> TestHost::find(duet_call handle) const {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(handle);
  return found == calls_.end() ? nullptr : found->second;
}

void TestHost::forget(duet_call handle) {
  const std::lock_guard lock(mutex_);
  calls_.erase(handle);
}

std::shared_ptr<TestCall> TestHost::begin(const duet_plugin* plugin, void* instance, Request request) {
  std::shared_ptr<TestCall> call;
  {
    const std::lock_guard lock(mutex_);
    const duet_call handle = ++last_handle_;
    call.reset(new TestCall(*this, plugin, instance, handle, std::move(request)));
    calls_.emplace(handle, call);
  }
  post(Clock::now(), [call] { call->invoke(); });
  return call;
}

Reply TestHost::call(const duet_plugin* plugin, void* instance, Request request) {
  return begin(plugin, instance, std::move(request))->wait();
}

std::vector<LogLine> TestHost::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

TestCall::TestCall(TestHost& host, const duet_plugin* plugin, void* instance, duet_call handle, Request request)
    : host_(host), plugin_(plugin), instance_(instance), handle_(handle), request_(std::move(request)) {
  metadata_ = views(request_.metadata);
  path_ = views(request_.path);
  query_ = views(request_.query);
  for (const std::string& piece : request_.body) {
    body_.push_back({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size(), nullptr, nullptr});
  }
  abi_ = {sizeof abi_,
          request_.method,
          request_.door,
          request_.encoding,
          request_.reply_encoding,
          request_.json_flags,
          request_.deadline_ns,
          view(request_.request_id),
          view(request_.peer),
          metadata_.data(),
          metadata_.size(),
          path_.data(),
          path_.size(),
          query_.data(),
          query_.size(),
          view(request_.body_field),
          view(request_.reply_field),
          body_.data(),
          body_.size()};
  const duet_description* description = plugin->describe(nullptr);
  if (const std::size_t size = description->methods[request_.method].state_bytes) {
    const std::size_t rounded = (size + 63) / 64 * 64;
    state_.reset(std::aligned_alloc(64, rounded));
    std::memset(state_.get(), 0, rounded);
  }
}

void TestCall::invoke() {
  const std::lock_guard lock(callbacks_);
  plugin_->invoke(instance_, handle_, &abi_, state_.get());
}

void TestCall::resume(std::uint64_t tag, std::int64_t delay_ns) {
  std::uint64_t sequence = 0;
  {
    const std::lock_guard lock(mutex_);
    sequence = ++resume_sequence_;  // a later one takes the place of an earlier one
  }
  host_.post(TestHost::Clock::now() + std::chrono::nanoseconds(delay_ns),
             [call = shared_from_this(), sequence, tag] { call->run_resume(sequence, tag); });
}

void TestCall::run_resume(std::uint64_t sequence, std::uint64_t tag) {
  const std::lock_guard callback(callbacks_);
  {
    const std::lock_guard lock(mutex_);
    if (reply_ || sequence != resume_sequence_) return;
  }
  plugin_->on_resume(instance_, handle_, state_.get(), tag);
}

void TestCall::cancel() {
  if (cancelled_.exchange(true)) return;
  host_.post(TestHost::Clock::now(), [call = shared_from_this()] {
    const std::lock_guard callback(call->callbacks_);
    if (!call->is_finished()) call->plugin_->on_cancel(call->instance_, call->handle_, call->state_.get());
  });
}

void TestCall::receive() {
  host_.post(TestHost::Clock::now(), [call = shared_from_this()] {
    const std::lock_guard callback(call->callbacks_);
    const std::vector<duet_slice>& pieces = call->body_;
    if (call->is_finished() || (call->received_ >= pieces.size() && call->request_.without_end)) return;
    const bool any = call->received_ < pieces.size();
    const duet_slice piece = any ? pieces[call->received_++] : duet_slice{};
    const bool end = call->received_ >= pieces.size() && !call->request_.without_end;
    call->plugin_->on_receive(call->instance_, call->handle_, call->state_.get(), piece, end ? 1 : 0);
  });
}

// Every second piece is one too many for the client, for a moment.
duet_code TestCall::send(const duet_reply* head, const duet_slice* piece, std::size_t n_piece) {
  if (cancelled_) return 1;
  const std::lock_guard lock(mutex_);
  if (head) head_ = copies(head->metadata, head->n_metadata);
  sent_.emplace_back();
  for (std::size_t i = 0; i < n_piece; ++i) sent_.back() += bytes(piece[i]);
  if (sent_.size() % 2 != 0) return 0;
  host_.post(TestHost::Clock::now(), [call = shared_from_this()] {
    const std::lock_guard callback(call->callbacks_);
    if (!call->is_finished()) call->plugin_->on_sendable(call->instance_, call->handle_, call->state_.get());
  });
  return 8;
}

void TestCall::finish(const duet_reply& reply) {
  Reply result;
  result.code = reply.code;
  result.http_status = reply.http_status;
  result.message = text(reply.message);
  result.details = bytes(reply.details);
  result.metadata = copies(reply.metadata, reply.n_metadata);
  result.trailers = copies(reply.trailers, reply.n_trailers);
  for (std::size_t i = 0; i < reply.n_body; ++i) {
    result.body += bytes(reply.body[i]);
    if (!reply.body[i].release) continue;
    result.body_was_owned = true;
    reply.body[i].release(reply.body[i].owner);
  }
  const std::lock_guard lock(mutex_);
  result.pieces = sent_;
  result.head = head_;
  reply_ = std::move(result);
  done_.notify_all();
}

bool TestCall::is_finished() const {
  const std::lock_guard lock(mutex_);
  return reply_.has_value();
}

Reply TestCall::wait() {
  {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return reply_.has_value(); });
  }
  // The answer comes from within a callback: wait until that has returned too.
  const std::lock_guard callback(callbacks_);
  return *reply_;
}

}  // namespace duet::test
