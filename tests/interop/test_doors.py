"""The same calls by curl and by grpcurl, which learns all it needs by reflection."""

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from host import HostTest, grpcurl, grpcurl_call

LAMP = {"name": "Lamp", "description": "A desk lamp", "price": 19.5}
HEALTH_PROTO = ["-import-path", "/usr/share/grpc-proto", "-proto", "grpc/health/v1/health.proto"]


class DoorsTest(HostTest):
    def test_an_item_made_by_rest_is_the_same_by_grpc(self):
        made = self.rest_ok("POST", "/items", LAMP)
        self.assertEqual({**made, **LAMP}, made)
        by_rest = self.rest_ok("GET", f"/items/{made['id']}")
        by_grpc = grpcurl_call(self.host, "items.v1.Items/GetItem", {"id": made["id"]})
        self.assertEqual(by_rest, made)
        self.assertEqual(by_grpc, made)

    def test_an_item_made_by_grpc_is_the_same_by_rest(self):
        made = grpcurl_call(self.host, "items.v1.Items/CreateItem", LAMP)
        self.assertEqual(self.rest_ok("GET", f"/items/{made['id']}"), made)

    def test_a_user_is_made_with_name_and_email(self):
        made = self.rest_ok("POST", "/users", {"name": "Ada Lovelace", "email": "ada@example.com"})
        found = grpcurl_call(self.host, "users.v1.Users/GetUser", {"id": made["id"]})
        self.assertEqual(found, self.rest_ok("GET", f"/users/{made['id']}"))
        self.assertEqual((found["name"], found["email"]), ("Ada Lovelace", "ada@example.com"))

    def test_the_plugin_of_the_readme(self):
        self.assert_still_serving()
        answer = self.rest("GET", "/greetings/nobody")
        self.assertEqual((answer.status, answer.json["detail"]), (404, "there is no one called nobody"))

    def test_reflection_lists_and_describes(self):
        listed = grpcurl(self.host, "list").split()
        for service in ("items.v1.Items", "users.v1.Users", "grpc.health.v1.Health"):
            self.assertIn(service, listed)
        methods = grpcurl(self.host, "list", "items.v1.Items").split()
        self.assertIn("items.v1.Items.GetItem", methods)
        described = grpcurl(self.host, "describe", "items.v1.Items.GetItem")
        self.assertIn("rpc GetItem", described)
        self.assertIn('get: "/items/{id}"', described)

    def test_the_older_reflection_service(self):
        database = ProtoReflectionDescriptorDatabase(self.channel)
        self.assertIn("items.v1.Items", database.get_services())
        service = DescriptorPool(database).FindServiceByName("items.v1.Items")
        self.assertEqual(service.methods_by_name["GetItem"].output_type.fields_by_name["price"].number, 4)

    def test_health(self):
        for service in ("", "items.v1.Items", "users.v1.Users"):
            answer = grpcurl_call(self.host, "grpc.health.v1.Health/Check", {"service": service}, HEALTH_PROTO)
            self.assertEqual(answer, {"status": "SERVING"}, service)

    def test_health_of_a_service_that_is_not_there(self):
        self.assertEqual(self.grpc_fails("grpc.health.v1.Health/Check", {"service": "no.such.Service"}).code,
                         grpc.StatusCode.NOT_FOUND.name)
