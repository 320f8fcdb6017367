// Words: C++'s own, which names must not be, and the cases in which names are written.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace duet::codegen {

// A keyword of C++20, a macro of the standard library, or a name that generated code needs for itself.
bool is_reserved(std::string_view name);

// "TEXT_FORMAT" and "textFormat" -> "TextFormat".
std::string upper_camel(std::string_view name);
// "TEXT_FORMAT" -> "text_format".
std::string lower(std::string_view name);
// "TextFormat" -> "text_format"; "HTTPServer" -> "http_server".
std::string snake(std::string_view name);
// "page_size" -> "pageSize", by protoc's rule for JSON names.
std::string lower_camel(std::string_view name);
// "TextFormat" -> "TEXT_FORMAT".
std::string upper_snake(std::string_view name);

// `name`, with as many underscores behind it as it needs to be new in `taken` and not reserved; added to `taken`.
std::string claim(std::string name, std::set<std::string, std::less<>>& taken);

// A string literal of C++, of text in UTF-8 or of any bytes.
std::string quoted(std::string_view text);
std::string quoted_bytes(std::string_view bytes);

}  // namespace duet::codegen
