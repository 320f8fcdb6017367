#include "rest/link.hpp"

#include <utility>

#include "base/log.hpp"
#include "rest/forwarded.hpp"
#include "rest/proxy_header.hpp"
#include "tls/store.hpp"

namespace duet::rest {
namespace {

// Encrypted bytes that wait for the client; more are made when these are on their way.
constexpr std::size_t kCipherHighWater = 64 * 1024;
constexpr std::size_t kRecord = 16 * 1024;  // TLS's largest

}  // namespace

Link::Link(Worker& worker, const ListenerOptions& listener, std::uint64_t id, Peer peer, std::int64_t now_ns)
    : worker_(worker), began_ns_(now_ns), connection_(worker, id, std::move(peer), now_ns) {
  if (listener.tls) {
    tls_ = std::make_unique<TlsSession>(*worker.options().tls->current());
    stage_ = Stage::kHandshake;
  }
  if (listener.proxy_protocol) stage_ = Stage::kProxyHeader;
}

void Link::receive(std::string_view bytes, std::int64_t now_ns) {
  if (failed_) return;
  if (stage_ == Stage::kProxyHeader) {
    receive_proxy_header(bytes, now_ns);
  } else if (tls_) {
    receive_cipher(bytes, now_ns);
  } else {
    connection_.receive(bytes, now_ns);
  }
}

void Link::receive_proxy_header(std::string_view bytes, std::int64_t now_ns) {
  waiting_.append(bytes);
  ProxyHeader header = read_proxy_header(waiting_);
  if (header.state == ProxyHeader::State::kNeedMore) return;
  if (header.state == ProxyHeader::State::kMalformed) {
    base::log::write(base::log::Level::warn, "a connection did not begin with a PROXY header",
                     {{"peer", connection_.peer().address}});
    failed_ = End::kClose;
    return;
  }
  if (!header.local) {
    // The proxy speaks for somebody, known or not: what that one writes into Forwarded is believed only of a proxy that
    // is trusted itself, such as a CDN before a balancer.
    Peer& peer = connection_.peer();
    peer.trusted = header.ip && is_trusted(*header.ip, worker_.options().trusted_proxies);
    if (!header.client.empty()) peer.address = std::move(header.client);
  }
  const std::string rest = std::exchange(waiting_, {}).substr(header.size);
  stage_ = tls_ ? Stage::kHandshake : Stage::kHttp;
  if (!rest.empty()) receive(rest, now_ns);
}

void Link::receive_cipher(std::string_view cipher, std::int64_t now_ns) {
  std::string plain;
  const bool good = tls_->receive(cipher, plain);
  if (stage_ == Stage::kHandshake && tls_->handshake_done()) {
    connection_.peer().client_subject = tls_->client_subject();
    stage_ = Stage::kHttp;
  }
  if (!plain.empty()) connection_.receive(plain, now_ns);
  if (!good) {
    base::log::write(base::log::Level::debug, "a TLS session failed",
                     {{"peer", connection_.peer().address}, {"why", tls_->failure()}});
    failed_ = End::kLinger;
    return;
  }
  if (tls_->input_ended()) connection_.receive_end(now_ns);
  encrypt(now_ns);
}

void Link::receive_end(std::int64_t now_ns) {
  if (failed_) return;
  if (stage_ != Stage::kHttp) {
    failed_ = End::kClose;
    return;
  }
  connection_.receive_end(now_ns);
  encrypt(now_ns);
}

void Link::deliver(Answer answer, std::int64_t now_ns) {
  connection_.deliver(std::move(answer), now_ns);
  encrypt(now_ns);
}

void Link::encrypt(std::int64_t now_ns) {
  if (!tls_ || failed_) return;
  if (tls_->output().empty()) {
    output_since_ns_ = now_ns;
    output_pace_.begin(now_ns);
  }
  if (stage_ != Stage::kHttp) return;
  while (tls_->output().size() < kCipherHighWater && !connection_.output().empty()) {
    const std::string_view piece = connection_.output().substr(0, kRecord);
    tls_->write(piece);
    connection_.sent(piece.size(), now_ns);
  }
  if (connection_.end() != End::kOpen && connection_.output().empty()) tls_->write_end();
}

void Link::sent(std::size_t size, std::int64_t now_ns) {
  if (!tls_) {
    connection_.sent(size, now_ns);
    return;
  }
  tls_->sent(size);
  output_pace_.count(size);
  output_since_ns_ = now_ns;
  encrypt(now_ns);
}

void Link::tick(std::int64_t now_ns) {
  const Limits& limits = worker_.options().limits;
  const auto over = [&](std::int64_t since_ns, std::int64_t limit_ns) {
    return limit_ns > 0 && now_ns - since_ns >= limit_ns;
  };
  // What is encrypted already the connection takes for sent.
  if (tls_ && !tls_->output().empty() &&
      (over(output_since_ns_, limits.write_timeout_ns) || output_pace_.too_slow(now_ns, limits.min_rate))) {
    failed_ = End::kClose;
  }
  if (failed_) return;
  if (stage_ != Stage::kHttp) {
    if (worker_.draining() || over(began_ns_, limits.header_timeout_ns)) failed_ = End::kClose;
    return;
  }
  connection_.tick(now_ns);
  encrypt(now_ns);
}

std::string_view Link::output() const {
  if (failed_ == End::kClose) return {};
  return tls_ ? tls_->output() : connection_.output();
}

bool Link::wants_input() const { return !failed_ && (stage_ != Stage::kHttp || connection_.wants_input()); }

Link::End Link::end() const { return failed_ ? *failed_ : connection_.end(); }

}  // namespace duet::rest
