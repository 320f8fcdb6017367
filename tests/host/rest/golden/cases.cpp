#include "host/rest/golden/cases.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <stdexcept>

namespace golden {
namespace {

class Reader {
 public:
  Reader(const std::filesystem::path& path, std::vector<Case>& cases) : path_(path), cases_(cases) {}

  void read() {
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) {
      ++line_;
      if (!line.empty() && line.front() != '#') read_line(line);
    }
    end_case();
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(path_.filename().string() + ":" + std::to_string(line_) + ": " + what);
  }

  void read_line(std::string_view line) {
    if (line.starts_with("== ")) {
      end_case();
      cases_.push_back({path_.filename().string(), line_, std::string(line.substr(3)), "", false, {}, "", {}});
      ended_ = false;
      return;
    }
    if (ended_) fail("a line outside of a case");
    Case& one = cases_.back();
    if (line == ">") {
      one.input += "\r\n";
    } else if (line.starts_with("> ")) {
      append_line(line.substr(2), one.input);
    } else if (line == "! half-close") {
      one.half_close = true;
    } else if (line == "<<") {
      one.raw += "\r\n";
    } else if (line.starts_with("<< ")) {
      append_line(line.substr(3), one.raw);
    } else if (line.starts_with("<  ")) {
      read_field(line.substr(line.find_first_not_of(' ', 1)));
    } else if (line.starts_with("< ")) {
      read_answer(line.substr(2));
    } else if (line.starts_with("= ")) {
      read_ending(line.substr(2));
    } else {
      fail("not a line of this format: " + std::string(line));
    }
  }

  void end_case() {
    if (!ended_) fail("the case before this line has no ending ('= open', '= closed' or '= waiting')");
  }

  void read_ending(std::string_view text) {
    Case& one = cases_.back();
    if (text != "open" && text != "closed" && text != "waiting") fail("not an ending: " + std::string(text));
    one.ending = text == "open"     ? Case::Ending::kOpen
                 : text == "closed" ? Case::Ending::kClosed
                                    : Case::Ending::kWaiting;
    if (!one.raw.empty() && !one.answers.empty()) fail("both '<' and '<<' in one case");
    ended_ = true;
  }

  void read_answer(std::string_view text) {
    Expected answer;
    answer.status = std::stoi(std::string(text.substr(0, 3)));
    text.remove_prefix(3);
    if (text.starts_with(" head")) {
      answer.head = true;
      text.remove_prefix(5);
    }
    if (text.starts_with(" ~")) {
      answer.how = Expected::Body::kPart;
      text.remove_prefix(2);
    } else if (!text.empty()) {
      answer.how = Expected::Body::kExact;
    }
    if (!text.empty()) {
      if (text.size() < 3 || !text.starts_with(" \"") || text.back() != '"') fail("a body is written as \"text\"");
      append_text(text.substr(2, text.size() - 3), answer.body);
    }
    cases_.back().answers.push_back(std::move(answer));
  }

  void read_field(std::string_view text) {
    if (cases_.back().answers.empty()) fail("a field before its answer");
    Expected& answer = cases_.back().answers.back();
    const std::size_t colon = text.find(": ");
    if (text.starts_with('-')) {
      answer.absent.emplace_back(text.substr(1));
    } else if (colon != std::string_view::npos) {
      answer.fields.emplace_back(text.substr(0, colon), text.substr(colon + 2));
    } else {
      fail("a field is written as 'Name: value' or '-Name'");
    }
  }

  void append_line(std::string_view text, std::string& out) const {
    const bool joined = text.ends_with('\\') && !text.ends_with("\\\\");
    if (joined) text.remove_suffix(1);
    append_text(text, out);
    if (!joined) out += "\r\n";
  }

  void append_text(std::string_view text, std::string& out) const {
    while (!text.empty()) {
      const char c = text.front();
      text.remove_prefix(1);
      if (c != '\\') {
        out.push_back(c);
      } else if (text.empty()) {
        fail("an escape that is cut short");
      } else {
        append_escape(text, out);
      }
    }
  }

  void append_escape(std::string_view& text, std::string& out) const {
    constexpr std::string_view kLetters = "rnt0\\";
    constexpr std::string_view kBytes{"\r\n\t\0\\", 5};
    const char kind = text.front();
    if (const std::size_t at = kLetters.find(kind); at != std::string_view::npos) {
      out.push_back(kBytes[at]);
      text.remove_prefix(1);
    } else if (kind == 'x' && text.size() >= 3) {
      out.push_back(static_cast<char>(std::stoi(std::string(text.substr(1, 2)), nullptr, 16)));
      text.remove_prefix(3);
    } else if (const std::size_t end = text.find(')'); kind == '(' && end != std::string_view::npos) {
      const std::size_t space = text.find(' ');
      std::string piece;
      append_text(text.substr(space + 1, end - space - 1), piece);
      for (int left = std::stoi(std::string(text.substr(1, space - 1))); left > 0; --left) out += piece;
      text.remove_prefix(end + 1);
    } else {
      fail("an escape that is not known: \\" + std::string(text.substr(0, 3)));
    }
  }

  const std::filesystem::path& path_;
  std::vector<Case>& cases_;
  int line_ = 0;
  bool ended_ = true;
};

}  // namespace

std::vector<Case> read_cases(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (const std::filesystem::path& file : files) Reader(file, cases).read();
  return cases;
}

}  // namespace golden
