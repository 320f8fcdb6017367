#include "rest/tls_session.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>

#include "rest/answer_head.hpp"
#include "tls/openssl.hpp"

namespace duet::rest {
namespace {

// A record's largest content (RFC 8446 section 5.1).
constexpr std::size_t kRecordBytes = 16 * 1024;

// A client has reason for a few: a key update after millions of records, one attempt to renegotiate.
constexpr int kMostChatter = 32;

// An idle session keeps no more memory than this for output.
constexpr std::size_t kKeptOutput = 1024;

constexpr std::string_view kNoTls = "this port speaks TLS, and the request came without: use https\n";

}  // namespace

/// One BIO for both directions that reads and writes the session's own texts: OpenSSL's memory BIOs would copy all
/// input once more and keep two buffers for each idle session.
struct TlsSession::Wire {
  static TlsSession& session_of(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* out, std::size_t size, std::size_t* taken) {
    BIO_clear_retry_flags(bio);
    std::string_view& input = session_of(bio).input_;
    *taken = std::min(size, input.size());
    if (*taken == 0) {
      BIO_set_retry_read(bio);
      return 0;
    }
    std::memcpy(out, input.data(), *taken);
    input.remove_prefix(*taken);
    return 1;
  }

  // No exception may pass through OpenSSL: without memory the session fails.
  static int write(BIO* bio, const char* data, std::size_t size, std::size_t* taken) {
    *taken = 0;
    try {
      session_of(bio).output_.append(data, size);
    } catch (const std::exception&) {
      return 0;
    }
    *taken = size;
    return 1;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO_METHOD* make_method() {
    BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "duet session");
    if (method == nullptr || BIO_meth_set_read_ex(method, read) != 1 || BIO_meth_set_write_ex(method, write) != 1 ||
        BIO_meth_set_ctrl(method, control) != 1) {
      throw std::bad_alloc();
    }
    return method;
  }

  /// One for all sessions, for the life of the process.
  static const BIO_METHOD* method() {
    static const BIO_METHOD* const one = make_method();
    return one;
  }

  /// OpenSSL tells of each message of TLS's own. An attempt to renegotiate it only tells of by the alert that refuses
  /// it.
  static void count(int is_written, int, int content_type, const void*, std::size_t, SSL*, void* session) {
    const int counted = is_written == 0 ? SSL3_RT_HANDSHAKE : SSL3_RT_ALERT;
    if (content_type == counted) ++static_cast<TlsSession*>(session)->chatter_;
  }
};

TlsSession::TlsSession(const tls::Credentials& credentials) {
  ERR_clear_error();
  ssl_ = SSL_new(credentials.context());
  BIO* const wire = ssl_ != nullptr ? BIO_new(Wire::method()) : nullptr;
  if (wire == nullptr) {
    SSL_free(ssl_);
    throw std::bad_alloc();
  }
  BIO_set_data(wire, this);
  BIO_set_init(wire, 1);
  SSL_set_bio(ssl_, wire, wire);
  SSL_set_accept_state(ssl_);
  SSL_set_msg_callback(ssl_, Wire::count);
  SSL_set_msg_callback_arg(ssl_, this);
}

TlsSession::~TlsSession() { SSL_free(ssl_); }

bool TlsSession::receive(std::string_view cipher, std::string& plain) {
  if (!failure_.empty()) return false;
  if (input_ended_ || cipher.empty()) return true;
  if (!began_ && refuse_plain_http(cipher)) return false;
  began_ = true;
  input_ = cipher;
  const bool good = (handshake_done_ || shake_hands()) && (!handshake_done_ || read(plain));
  input_ = {};
  return good;
}

/// TLS begins with a record of type "handshake", 22 (RFC 8446 section 5.1), HTTP with the letters of a method.
bool TlsSession::refuse_plain_http(std::string_view cipher) {
  const char first = cipher.front();
  if (first < 'A' || first > 'Z') return false;
  append_head_start(output_, 400, true);
  append_content_fields(output_, "text/plain", kNoTls.size());
  output_.append("\r\n").append(kNoTls);
  failure_ = "the client speaks HTTP without TLS";
  return true;
}

bool TlsSession::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_);
  if (result != 1) return fail(result);
  handshake_done_ = true;
  chatter_ = 0;
  return true;
}

bool TlsSession::read(std::string& plain) {
  char buffer[kRecordBytes];
  for (;;) {
    std::size_t size = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl_, buffer, sizeof buffer, &size);
    if (chatter_ > kMostChatter) return fail_by_chatter();
    if (result != 1) return fail(result);
    plain.append(buffer, size);
    chatter_ = 0;
  }
}

/// What `result` of OpenSSL means: false if it is the session's end.
bool TlsSession::fail(int result) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return true;
    case SSL_ERROR_ZERO_RETURN:
      input_ended_ = true;
      return true;
    default:
      failure_ = tls::take_openssl_error("OpenSSL gives no reason");
      return false;
  }
}

bool TlsSession::fail_by_chatter() {
  failure_ = "the client sends key updates or attempts to renegotiate without end";
  return false;
}

void TlsSession::write(std::string_view plain) {
  if (plain.empty() || !failure_.empty() || write_ended_) return;
  std::size_t size = 0;
  ERR_clear_error();
  const int result = SSL_write_ex(ssl_, plain.data(), plain.size(), &size);
  // The wire takes everything, so there is nothing to wait for.
  if (result != 1) failure_ = tls::take_openssl_error("OpenSSL gives no reason");
}

void TlsSession::write_end() {
  if (!handshake_done_ || !failure_.empty() || write_ended_) return;
  write_ended_ = true;
  ERR_clear_error();
  if (SSL_shutdown(ssl_) < 0) ERR_clear_error();
}

void TlsSession::sent(std::size_t size) {
  output_sent_ += size;
  if (output_sent_ == output_.size()) {
    output_sent_ = 0;
    output_.clear();
    if (output_.capacity() > kKeptOutput) output_.shrink_to_fit();
  } else if (output_sent_ >= kRecordBytes && output_sent_ >= output_.size() / 2) {
    // A client that never catches up would make what was sent long ago grow for ever.
    output_.erase(0, output_sent_);
    output_sent_ = 0;
  }
}

std::string TlsSession::client_subject() const {
  const X509* const certificate = SSL_get0_peer_certificate(ssl_);
  if (certificate == nullptr || SSL_get_verify_result(ssl_) != X509_V_OK) return {};
  return tls::name_text(X509_get_subject_name(certificate));
}

}  // namespace duet::rest
