// Reads the answers that a server has written, strictly: for tests that judge every byte of them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test {

/// One answer, final or interim.
struct HttpAnswer {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields;  // names as they were written
  std::string body;

  /// How often the field is there; names in any case.
  int count(std::string_view name) const;
  /// The value of the first of that name, or "".
  std::string_view field(std::string_view name) const;
  bool interim() const { return status < 200; }
  /// Does it announce the end of the connection?
  bool closes() const;
};

/// What becomes of the body of an answer. Only who asked knows which it is.
enum class BodyRule {
  kSent,    // it follows
  kToHead,  // the request was HEAD: it is announced and does not follow (RFC 9110 section 9.3.2)
  kGuess,   // it does not follow if the next answer or the end does
};

/// Takes one answer off the front of `rest`. Returns "" or what is wrong with it by RFC 9112: a status line, fields of
/// tokens and printable values, a body framed in exactly one way, one Date in the form of RFC 9110 section 5.6.7.
std::string read_answer(std::string_view& rest, BodyRule rule, HttpAnswer& answer);

}  // namespace test
