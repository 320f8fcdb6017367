// How a coroutine waits for a piece of a body, and for room for one.
#pragma once

#include <coroutine>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "../body.hpp"
#include "../status.hpp"
#include "driver.hpp"

namespace duet::detail {

class ReadAwaiter final : public Suspension {
 public:
  ReadAwaiter(Driver& driver, BodyReader& body) : driver_(driver), body_(body) {}

  bool await_ready() {
    body_.piece_.clear();
    over_ = body_.ended_ || driver_.cancelled();
    return over_;
  }
  bool await_suspend(std::coroutine_handle<> handle) {
    driver_.suspend(handle, this);
    body_.waiting_ = true;
    if (body_.host_->receive(body_.host_->host, body_.call_) == 0) return true;
    body_.waiting_ = false;
    driver_.unsuspend();
    over_ = true;
    return false;
  }
  std::optional<std::string_view> await_resume() const {
    if (over_ || (body_.ended_ && body_.piece_.empty())) return std::nullopt;
    return body_.piece_;
  }
  bool give_up() override {
    over_ = true;
    body_.waiting_ = false;
    return true;
  }

 private:
  Driver& driver_;
  BodyReader& body_;
  bool over_ = false;
};

class WriteAwaiter final : public Suspension {
 public:
  WriteAwaiter(Driver& driver, BodyWriter& body, std::string_view bytes)
      : driver_(driver), body_(body), bytes_(bytes) {}

  bool await_ready() {
    constexpr auto kLagsBehind = static_cast<duet_code>(Code::kResourceExhausted);
    if (driver_.cancelled()) return true;
    const duet_code code = body_.send(bytes_);
    sent_ = code == 0 || code == kLagsBehind;
    return code != kLagsBehind;
  }
  void await_suspend(std::coroutine_handle<> handle) {
    driver_.suspend(handle, this);
    body_.waiting_ = true;
  }
  bool await_resume() const { return sent_; }
  bool give_up() override {
    sent_ = false;
    body_.waiting_ = false;
    return true;
  }

 private:
  Driver& driver_;
  BodyWriter& body_;
  std::string_view bytes_;
  bool sent_ = false;
};

}  // namespace duet::detail

namespace duet {

inline duet_code BodyWriter::send(std::string_view bytes) {
  const duet_slice piece{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), nullptr, nullptr};
  if (std::exchange(begun_, true)) return host_->send(host_->host, handle_, nullptr, &piece, 1);
  const HeaderList headers = call_.take_headers();
  const std::vector<duet_kv> pairs = detail::to_pairs(headers);
  duet_reply head{};
  head.size = sizeof head;
  head.metadata = pairs.data();
  head.n_metadata = pairs.size();
  return host_->send(host_->host, handle_, &head, &piece, 1);
}

}  // namespace duet
