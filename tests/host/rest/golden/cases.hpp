// Reads the files of golden exchanges.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace golden {

/// An answer that is expected.
struct Expected {
  enum class Body { kNone, kExact, kPart };

  int status = 0;
  Body how = Body::kNone;
  std::string body;
  bool head = false;  // the answer to HEAD: what it says of a body does not follow
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::string> absent;
};

/// One exchange. The form of the files:
///
///   == name                    begins a case; lines that begin with '#' are comments
///   > line                     sent, with CRLF; a '\' at the end leaves the CRLF out
///   ! half-close               the client ends its side after that
///   < 200 "body"               an answer with exactly this body; `~ "part"` for one that contains it, nothing for
///                              one without (an error may have any); `head` after the status: the answer to HEAD
///   <   Name: value            a field of the answer above, once and with this value; `-Name` for one it lacks
///   << line                    the other way to say what comes: each byte of it; {date}, {id} and {n} (a number)
///                              stand for those
///   = open | closed | waiting  how it ends: for the next request, for good, or in the middle of a request
///
/// In sent lines, bodies and raw lines: \r \n \t \0 \\ \xHH, and \(7 ab) for seven times ab.
struct Case {
  enum class Ending { kOpen, kClosed, kWaiting };

  std::string file;
  int line = 0;
  std::string name;
  std::string input;
  bool half_close = false;
  std::vector<Expected> answers;
  std::string raw;  // all of the output, where `answers` is empty
  Ending ending = Ending::kOpen;
};

/// All cases below `folder`, in the order of the files' names. Throws std::runtime_error with file and line.
std::vector<Case> read_cases(const std::filesystem::path& folder);

}  // namespace golden
