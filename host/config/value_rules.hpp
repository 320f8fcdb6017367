// Which texts certain keys of config.toml take, and the words by which errors tell so.
#pragma once

#include <string>
#include <string_view>

namespace duet::config {

// An IP address in numbers, "*" or "unix:/path"; REST takes "systemd:NAME" as well (sd_listen_fds(3)).
bool is_grpc_address(const std::string& text);
bool is_rest_address(const std::string& text);
inline constexpr std::string_view kGrpcAddress = R"(an IP address such as "127.0.0.1" or "::", "*", or "unix:/path")";
inline constexpr std::string_view kRestAddress =
    R"(an IP address such as "127.0.0.1" or "::", "*", "unix:/path", or "systemd:NAME")";

// "unix" stands for the clients of Unix sockets.
bool is_proxy(const std::string& text);
inline constexpr std::string_view kProxies =
    R"(networks and IP addresses such as "10.0.0.0/8" or "2001:db8::7", or "unix")";

// "text/css", "text/*" for a group, "+json" for a suffix.
bool is_media_type(const std::string& text);
inline constexpr std::string_view kMediaTypes = R"(media types such as "application/json", "text/*" or "+json")";

// The value of the field Cache-Control, or "".
bool is_cache_control(const std::string& text);
inline constexpr std::string_view kCacheControl = R"(directives of Cache-Control such as "max-age=60", or "")";

// As browsers send it in the field Origin (RFC 6454 section 7): a scheme and an authority in lower case; or "*".
bool is_origin(const std::string& text);
inline constexpr std::string_view kOrigins = R"(origins such as "https://app.example.com", or "*" for any)";

bool is_plugin_name(const std::string& text);
inline constexpr std::string_view kPluginName = "a name made of a-z, 0-9, '_' and '-'";

// Literal path segments.
bool is_prefix(const std::string& text);
inline constexpr std::string_view kPrefix = R"(a path such as "/shop", or "")";

bool is_method_name(const std::string& text);
inline constexpr std::string_view kMethodName = R"(a method such as "items.v1.Items/GetItem" or "GetItem")";

// A template, whose details are for whoever knows the method; or "".
bool is_route_path(const std::string& text);
inline constexpr std::string_view kRoutePath = R"(a path template such as "/v1/items/{id}", or "")";

// In capitals, "*" or "".
bool is_http_method(const std::string& text);
inline constexpr std::string_view kHttpMethod = R"(an HTTP method in capitals such as "LINK", "*", or "")";

bool is_response_field(const std::string& text);
inline constexpr std::string_view kResponseField = R"(a field such as "item", or "")";

bool is_body_field(const std::string& text);
inline constexpr std::string_view kBodyField = R"(a field such as "item", "*", or "")";

}  // namespace duet::config
