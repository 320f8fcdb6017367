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
  for (std::thread& thread : waiting_threads_) thread.join();
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
    if ((call->row_.kind & DUET_CLIENT_STREAM) == 0 && (call->row_.flags & DUET_RAW_REQUEST) == 0) return 12;
    call->ask();
    return 0;
  };
  table_.take = [](void* host, duet_call handle, duet_slice* message, int* end) -> duet_code {
    const auto call = self(host).find(handle);
    if (!call) return ++self(host).stale_calls_, 9;
    return call->waits() ? call->take(message, end) : 12;
  };
  table_.wait_sendable = [](void* host, duet_call handle) -> duet_code {
    const auto call = self(host).find(handle);
    if (!call) return ++self(host).stale_calls_, 9;
    return call->waits() ? call->wait_sendable() : 12;
  };
  table_.send = [](void* host, duet_call handle, const duet_reply* head, const duet_slice* piece,
                   std::size_t n_piece) -> duet_code {
    const auto call = self(host).find(handle);
    if (!call) return ++self(host).stale_calls_, 9;
    if ((call->row_.kind & DUET_SERVER_STREAM) == 0 && (call->row_.flags & DUET_RAW_REPLY) == 0) return 12;
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
  if (call->waits()) {
    const std::lock_guard lock(mutex_);
    waiting_threads_.emplace_back([call] { call->invoke(); });
  } else {
    post(Clock::now(), [call] { call->invoke(); });
  }
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
  const duet_description* description = plugin->describe(nullptr);
  row_ = description->methods[request_.method];
  if ((row_.kind & DUET_CLIENT_STREAM) != 0 || (row_.flags & DUET_RAW_REQUEST) != 0) {
    incoming_.assign(request_.body.begin(), request_.body.end());
    incoming_ends_ = !request_.without_end;
  } else {
    for (const std::string& piece : request_.body)
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
  if (const std::size_t size = row_.state_bytes) {
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

bool TestCall::waits() const { return (row_.flags & DUET_WAITS) != 0; }

void TestCall::cancel() {
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_.exchange(true)) return;
    moved_.notify_all();
  }
  if (waits()) return;
  host_.post(TestHost::Clock::now(), [call = shared_from_this()] {
    const std::lock_guard callback(call->callbacks_);
    if (!call->is_finished()) call->plugin_->on_cancel(call->instance_, call->handle_, call->state_.get());
  });
}

void TestCall::put(std::string piece) {
  const std::lock_guard lock(mutex_);
  incoming_.push_back(std::move(piece));
  post_receive();
}

void TestCall::put_end() {
  const std::lock_guard lock(mutex_);
  incoming_ends_ = true;
  post_receive();
}

void TestCall::ask() {
  const std::lock_guard lock(mutex_);
  ++asked_;
  post_receive();
}

// Under mutex_.
void TestCall::post_receive() {
  moved_.notify_all();
  if (asked_ > 0) host_.post(TestHost::Clock::now(), [call = shared_from_this()] { call->deliver(); });
}

// Under mutex_. False: there is nothing yet. The end of messages comes alone.
bool TestCall::take_piece(std::string& piece, bool& end) {
  if (incoming_.empty() && !incoming_ends_) return false;
  const bool of_messages = row_.kind != DUET_UNARY;
  end = incoming_ends_ && incoming_.size() <= (of_messages ? 0 : 1);
  piece.clear();
  if (!incoming_.empty()) {
    piece = std::move(incoming_.front());
    incoming_.pop_front();
  }
  return true;
}

void TestCall::deliver() {
  const std::lock_guard callback(callbacks_);
  std::string piece;
  bool end = false;
  {
    const std::lock_guard lock(mutex_);
    if (reply_ || asked_ == 0 || !take_piece(piece, end)) return;
    --asked_;
  }
  // On the heap and freed at once, so that whoever keeps a borrowed piece is found out.
  const std::vector<std::uint8_t> copy(piece.begin(), piece.end());
  const duet_slice slice{copy.data(), copy.size(), nullptr, nullptr};
  plugin_->on_receive(instance_, handle_, state_.get(), slice, end ? 1 : 0);
}

duet_code TestCall::take(duet_slice* message, int* end) {
  auto piece = std::make_unique<std::string>();
  bool is_end = false;
  std::unique_lock lock(mutex_);
  while (!cancelled_ && !take_piece(*piece, is_end)) moved_.wait(lock);
  if (cancelled_) return 1;
  *end = is_end ? 1 : 0;
  *message = {reinterpret_cast<const std::uint8_t*>(piece->data()), piece->size(), piece.get(),
              [](void* owner) { delete static_cast<std::string*>(owner); }};
  (void)piece.release();
  return 0;
}

// Every second piece is one too many for the client, for a moment; for a slow one each is.
duet_code TestCall::send(const duet_reply* head, const duet_slice* piece, std::size_t n_piece) {
  std::string all;
  bool owned = false;
  for (std::size_t i = 0; i < n_piece; ++i) {
    all += bytes(piece[i]);
    if (!piece[i].release) continue;
    owned = true;
    piece[i].release(piece[i].owner);
  }
  const std::lock_guard lock(mutex_);
  if (cancelled_) return 1;
  so_far_.has_owned_pieces = so_far_.has_owned_pieces || owned;
  if (head && (so_far_.heads == 0)) {
    so_far_.head = copies(head->metadata, head->n_metadata);
    so_far_.head_status = head->http_status;
  }
  if (head) ++so_far_.heads;
  if (is_full_) ++so_far_.overruns;
  if (n_piece == 0) return 0;
  so_far_.pieces.push_back(std::move(all));
  so_far_.piece_flags.push_back(head ? head->flags : 0);
  moved_.notify_all();
  if (request_.is_slow || so_far_.pieces.size() % 2 == 0) {
    is_full_ = true;
    if (!request_.is_slow) post_sendable();
    return 8;
  }
  return 0;
}

// Under mutex_.
void TestCall::post_sendable() {
  if (waits()) {
    has_room_ = true;
    moved_.notify_all();
    return;
  }
  host_.post(TestHost::Clock::now(), [call = shared_from_this()] {
    const std::lock_guard callback(call->callbacks_);
    {
      const std::lock_guard lock(call->mutex_);
      call->is_full_ = false;
      if (call->reply_) return;
    }
    call->plugin_->on_sendable(call->instance_, call->handle_, call->state_.get());
  });
}

duet_code TestCall::wait_sendable() {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [this] { return has_room_ || cancelled_; });
  has_room_ = is_full_ = false;
  return cancelled_ ? 1 : 0;
}

void TestCall::make_room() {
  const std::lock_guard lock(mutex_);
  post_sendable();
}

std::vector<std::string> TestCall::sent() const {
  const std::lock_guard lock(mutex_);
  return so_far_.pieces;
}

void TestCall::wait_for_sent(std::size_t count) const {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return so_far_.pieces.size() >= count || reply_; });
}

void TestCall::finish(const duet_reply& reply) {
  Reply result;
  {
    const std::lock_guard lock(mutex_);
    result = so_far_;
  }
  result.code = reply.code;
  result.http_status = reply.http_status;
  result.flags = reply.flags;
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
  reply_ = std::move(result);
  moved_.notify_all();
}

bool TestCall::is_finished() const {
  const std::lock_guard lock(mutex_);
  return reply_.has_value();
}

Reply TestCall::wait() {
  {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [this] { return reply_.has_value(); });
  }
  // The answer comes from within a callback: wait until that has returned too.
  const std::lock_guard callback(callbacks_);
  return *reply_;
}

}  // namespace duet::test
