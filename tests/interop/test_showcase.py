"""What Google's client library for Python makes of google.api.http arrives whole: the compliance service of
gapic-showcase, served from its .proto."""

import json
import subprocess
import tempfile
import unittest

import requests
from google.api import annotations_pb2
from google.api_core import path_template, rest_helpers
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

from host import BUILD, CALL_TIMEOUT_S, DUET, grpcurl_call, serve

SERVICE = "google.showcase.v1beta1.Compliance"
BODY = ("RepeatDataBody", "RepeatDataBodyPut", "RepeatDataBodyPatch")
ANYWHERE = (*BODY, "RepeatDataBodyInfo", "RepeatDataQuery")
MAX_DOUBLE = 1.7976931348623157e308
NEARLY_MAX_FLOAT = 3.4028232635611926e38  # Python's protobuf refuses the usual text of the largest one

EVERY_KIND = {
    "f_string": "Guten Tag", "f_int32": -1, "f_sint32": -20, "f_sfixed32": -300, "f_uint32": 4, "f_fixed32": 50,
    "f_int64": "-600", "f_sint64": "-7000", "f_sfixed64": "-80000", "f_uint64": "9", "f_fixed64": "100",
    "f_double": -1.5, "f_float": 0.25, "f_bool": True, "f_bytes": "AP/+", "f_kingdom": "FUNGI",
    "f_child": {"f_string": "child", "f_double": 2.5, "f_child": {"f_string": "grandchild", "f_bool": True}},
    "p_string": "bye", "p_int32": -2, "p_double": 3.75, "p_bool": True, "p_kingdom": "PROTISTA",
    "p_child": {"p_string": "set", "p_float": -0.5, "p_child": {"f_double": 1e-3}},
}
ZEROS = {"p_string": "", "p_int32": 0, "p_double": 0.0, "p_bool": False, "p_kingdom": "LIFE_KINGDOM_UNSPECIFIED"}
EXTREMES = {
    "f_string": "a", "f_int32": -2**31, "f_sint32": 2**31 - 1, "f_sfixed32": -2**31, "f_uint32": 2**32 - 1,
    "f_fixed32": 2**32 - 1, "f_int64": str(-2**63), "f_sint64": str(2**63 - 1), "f_sfixed64": str(-2**63),
    "f_uint64": str(2**64 - 1), "f_fixed64": str(2**64 - 1), "f_double": MAX_DOUBLE, "f_float": NEARLY_MAX_FLOAT,
    "f_bool": True, "f_kingdom": "ANIMALIA",
}
TEXTS = ("two words", "a+b", "100%", "%41", "a&b=c#d?e", '"quoted"', "\u263a \u2192 \u00e9", "tab\tand\u0001", "a:b",
         "semi;colon,comma", "back\\slash", "x.simplepath")


def in_path(text):
    """A request that a simple path can carry: nothing in it may be zero, or the client sees no value."""
    return {"f_string": text, "f_int32": -5, "f_double": 0.125, "f_bool": True, "f_kingdom": "EUBACTERIA"}


class Compliance:
    """One host with the plugin, and its contract as it exports it."""

    def __init__(self, folder):
        config = BUILD / folder / "showcase.toml"
        exported = subprocess.run([DUET, "contract", "export", "--config", config, "--format", "descriptor-set"],
                                  capture_output=True, timeout=60, check=True).stdout
        files = descriptor_pb2.FileDescriptorSet.FromString(exported)
        pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            pool.Add(file)
        self.service = pool.FindServiceByName(SERVICE)
        self.request_class = message_factory.GetMessageClass(pool.FindMessageTypeByName(
            "google.showcase.v1beta1.RepeatRequest"))
        self.server = serve(config)

    def options(self, method):
        """The routes of a method as generated clients carry them."""
        serialized = self.service.methods_by_name[method].GetOptions().SerializeToString()
        rule = descriptor_pb2.MethodOptions.FromString(serialized).Extensions[annotations_pb2.http]
        routes = []
        for one in (rule, *rule.additional_bindings):
            kind = one.WhichOneof("pattern")
            routes.append({"method": kind, "uri": getattr(one, kind), **({"body": one.body} if one.body else {})})
        return routes

    def send(self, method, request):
        """What a generated client does: transcode, then one HTTP request. Gives (status, answer)."""
        options = self.options(method)
        if options[0]["method"] == "get":
            # Python's True is no bool of a URL; generated clients for paths with bools write them as JSON does.
            sent, body = path_template.transcode(options, **texts(request)), None
            query = sent["query_params"]
        else:
            sent, body, query = rest_helpers.transcode_request(options, json_format.ParseDict(request,
                                                                                              self.request_class()))
        answer = requests.request(sent["method"], self.server.rest + sent["uri"], data=body, timeout=CALL_TIMEOUT_S,
                                  params=rest_helpers.flatten_query_params(query, strict=True),
                                  headers={"Content-Type": "application/json"} if body is not None else {})
        return answer.status_code, answer.json()

    def by_grpc(self, method, request):
        return grpcurl_call(self.server, f"{SERVICE}/{method}", request)


def texts(value):
    """Every scalar as the text that JSON has for it."""
    if isinstance(value, dict):
        return {key: texts(one) for key, one in value.items()}
    return json.dumps(value) if isinstance(value, bool) else value


class Answers:
    """Run for each plugin."""
    folder = None

    @classmethod
    def setUpClass(cls):
        cls.compliance = Compliance(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.compliance.server.stop()

    def repeats(self, methods, info, name="a name"):
        for method in methods:
            with self.subTest(method=method, info=info):
                request = {"name": name, "info": info}
                status, answer = self.compliance.send(method, request)
                self.assertEqual(status, 200, answer)
                # Both as messages: JSON has several texts for one value.
                make = self.compliance.request_class
                self.assertEqual(json_format.ParseDict(answer["request"], make()),
                                 json_format.ParseDict(request, make()))

    def test_every_kind_of_field(self):
        self.repeats((*ANYWHERE, "RepeatDataSimplePath"), EVERY_KIND)

    def test_zeros_that_are_sent_are_kept(self):
        self.repeats(ANYWHERE, ZEROS)

    def test_largest_and_smallest_numbers(self):
        self.repeats((*ANYWHERE, "RepeatDataSimplePath"), EXTREMES)

    def test_texts_that_urls_must_encode(self):
        for text in TEXTS:
            self.repeats((*ANYWHERE, "RepeatDataSimplePath"), in_path(text), name=text)

    def test_resources_in_the_path(self):
        info = {"f_string": "first/hello", "f_child": {"f_string": "second/there"}, "f_bool": True, "p_bool": True}
        self.repeats((*ANYWHERE, "RepeatDataPathResource", "RepeatDataPathTrailingResource"), info)

    def test_resources_in_the_other_order_take_the_additional_binding(self):
        info = {"f_string": "second/hello", "f_child": {"f_string": "first/there", "p_bool": False}, "f_bool": True}
        self.repeats(["RepeatDataPathResource"], info)

    def test_a_resource_of_many_segments_that_look_like_other_templates(self):
        info = {"f_string": "first/a", "f_child": {"f_string": "second/b/bool/true"}, "p_int32": 1}
        self.repeats(["RepeatDataPathTrailingResource"], info)

    def test_what_the_path_has_bound_stays(self):
        url = self.compliance.server.rest + "/v1beta1/repeat/first/a/second/b/bool/true:pathresource?info.fString=other"
        answer = requests.get(url, timeout=CALL_TIMEOUT_S)
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer.json()["errors"][0]["field"], "info.f_string")

    def test_grpc_answers_the_same(self):
        for method in (*ANYWHERE, "RepeatDataSimplePath"):
            request = {"name": "n", "info": EVERY_KIND}
            answer = self.compliance.by_grpc(method, request)
            make = self.compliance.request_class
            self.assertEqual(json_format.ParseDict(answer["request"], make()), json_format.ParseDict(request, make()))

    def test_the_contract_is_the_proto(self):
        with tempfile.TemporaryDirectory(prefix="duet-showcase-") as out:
            done = subprocess.run([DUET, "contract", "export", "--config", BUILD / self.folder / "showcase.toml",
                                   "--out", out], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"{out}/google/showcase/v1beta1/compliance.proto", done.stdout)


class BySdk(Answers, unittest.TestCase):
    folder = "showcase"


class ByTheHost(Answers, unittest.TestCase):
    """The plugin speaks protobuf only."""
    folder = "showcase_protobuf"
