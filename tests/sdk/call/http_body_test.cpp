// google.api.HttpBody: the bytes of the HTTP body itself, as request, answer, or a field of either.
#include <doctest/doctest.h>

#include <duet/plugin.hpp>
#include <duet/well_known.hpp>
#include <optional>
#include <string>

#include "support/test_plugin.hpp"

namespace files {

struct Upload {
  std::string name;
  std::optional<duet::HttpBody> content;
};
DUET_MODEL(Upload, DUET_FIELD(1, name), DUET_FIELD(2, content));

struct Download {
  duet::HttpBody file;
  std::optional<duet::HttpBody> preview;
};
DUET_MODEL(Download, DUET_FIELD(1, file), DUET_FIELD(2, preview));

class Files {
 public:
  explicit Files(duet::PluginContext) {}

  static void describe(duet::Plugin<Files>& plugin) {
    plugin.id("com.example.files").version("1.0.0");
    auto& service = plugin.service("files.v1.Files");
    service.unary("Echo", &Files::echo).post("/echo");
    service.unary("Put", &Files::put).put("/files/{name}", "content");
    service.unary("Get", &Files::get).get("/file").response_body("file");
    service.unary("Plain", &Files::plain).post("/plain");
  }

  duet::Result<duet::HttpBody> echo(const duet::HttpBody& in, duet::Call& call) {
    call.set_header("content-type", "text/wrong");
    return in;
  }
  duet::Result<Download> put(const Upload& in, duet::Call&) {
    return Download{in.content.value_or(duet::HttpBody{"none", duet::Bytes(in.name), {}}), std::nullopt};
  }
  duet::Result<Download> get(const duet::Empty&, duet::Call&) {
    return Download{{"text/html\r\nx: y", duet::Bytes("b"), {}}, std::nullopt};
  }
  duet::Result<Upload> plain(const Upload& in, duet::Call&) { return in; }
};

}  // namespace files

namespace {

using duet::test::Reply;
using duet::test::Request;
using duet::test::TestHost;
using duet::test::TestPlugin;

Request bytes(std::string body, std::string type) {
  Request request;
  request.encoding = request.reply_encoding = DUET_BYTES;
  request.metadata = {{"accept", "*/*"}, {"content-type", std::move(type)}};
  request.body = {std::move(body)};
  return request;
}

std::string type_of(const Reply& reply) {
  std::string types;
  for (const auto& [key, value] : reply.metadata)
    if (key == "content-type") types += value;
  return types;
}

struct Plugin {
  TestHost host;
  TestPlugin plugin{host, duet::plugin_table<files::Files>()};
};

}  // namespace

TEST_CASE_FIXTURE(Plugin, "methods with a google.api.HttpBody say that they take and give bytes") {
  const duet_description* description = duet::plugin_table<files::Files>()->describe(nullptr);
  const auto encodings = [&](const char* name) { return description->methods[plugin.row(name)].encodings; };
  CHECK(encodings("Echo") == (DUET_PROTOBUF | DUET_JSON | DUET_BYTES));
  CHECK(encodings("Put") == (DUET_PROTOBUF | DUET_JSON | DUET_BYTES));
  CHECK(encodings("Get") == (DUET_PROTOBUF | DUET_JSON | DUET_BYTES));
}

TEST_CASE_FIXTURE(Plugin, "the body is the request, and the answer is the body, with its type") {
  const std::string data("\0\xff{", 3);
  const Reply reply = plugin.call("Echo", bytes(data, "image/png"));
  CHECK(reply.code == 0);
  CHECK(reply.body == data);
  CHECK(type_of(reply) == "image/png");
  const Reply empty = plugin.call("Echo", bytes("", ""));
  CHECK(empty.body.empty());
  CHECK(type_of(empty) == "text/wrong");
}

TEST_CASE_FIXTURE(Plugin, "a field is the body, beside the path") {
  Request request = bytes("<x/>", "text/xml");
  request.path = {{"name", "n"}};
  request.body_field = "content";
  request.reply_field = "file";
  const Reply reply = plugin.call("Put", request);
  CHECK(reply.body == "<x/>");
  CHECK(type_of(reply) == "text/xml");
  request.reply_field = "preview";
  CHECK(plugin.call("Put", request).body.empty());
  request.reply_encoding = DUET_JSON;
  request.reply_field = "";
  CHECK(plugin.call("Put", request).body == R"({"file":{"contentType":"text/xml","data":"PHgvPg=="}})");
}

TEST_CASE_FIXTURE(Plugin, "as a message it is one like any other") {
  CHECK(plugin.json("Echo", R"({"contentType":"a/b","data":"eA=="})").body == R"({"contentType":"a/b","data":"eA=="})");
}

TEST_CASE_FIXTURE(Plugin, "bytes where no google.api.HttpBody is") {
  Request request = bytes("x", "a/b");
  request.body_field = "name";
  CHECK(plugin.call("Put", request).http_status == 400);
  CHECK(plugin.call("Echo", bytes("x", "a/\xff")).http_status == 400);
  request = bytes("", "");
  request.encoding = DUET_JSON;
  request.reply_field = "name";
  CHECK(plugin.call("Plain", request).code == 13);
}

TEST_CASE_FIXTURE(Plugin, "a content type that would forge a header is not sent") {
  Request request;
  request.reply_encoding = DUET_BYTES;
  request.reply_field = "file";
  CHECK(plugin.call("Get", request).code == 13);
  CHECK(host.log().back().message.find("content_type cannot be a header") != std::string::npos);
}
