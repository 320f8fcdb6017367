"""Errors that a handler or a rule makes: the same by both doors, each in its protocol's form."""

from host import HostTest


def violations_of_problem(problem):
    return sorted(one["field"] for one in problem["errors"])


def violations_of_status(error):
    return sorted(violation["field"] for detail in error.details if detail["@type"].endswith("google.rpc.BadRequest")
                  for violation in detail["field_violations"])


class ErrorsTest(HostTest):
    def test_an_unknown_user(self):
        answer = self.rest("GET", "/users/404404")
        self.assertEqual(answer.status, 404)
        self.assertEqual(answer.headers["content-type"], "application/problem+json")
        self.assertEqual((answer.json["code"], answer.json["detail"]), ("NOT_FOUND", "User not found"))
        error = self.grpc_fails("users.v1.Users/GetUser", {"id": 404404})
        self.assertEqual((error.code, error.message), ("NOT_FOUND", "User not found"))

    def test_all_violations_at_once(self):
        bad = {"name": "", "price": -1}
        answer = self.rest("POST", "/items", bad)
        self.assertEqual(answer.status, 422)
        self.assertEqual(answer.json["code"], "INVALID_ARGUMENT")
        by_rest = violations_of_problem(answer.json)
        self.assertEqual(len(by_rest), 2, answer.json)
        error = self.grpc_fails("items.v1.Items/CreateItem", bad)
        self.assertEqual(error.code, "INVALID_ARGUMENT")
        self.assertEqual(violations_of_status(error), by_rest)

    def test_each_violation_tells_where_what_and_which_rule(self):
        problem = self.rest("POST", "/items", {"name": "x" * 81, "price": 1}).json
        [violation] = problem["errors"]
        self.assertEqual(violation["loc"], ["body", "name"])
        self.assertTrue(violation["msg"])
        self.assertTrue(violation["type"])
        self.assertTrue(problem["request_id"])

    def test_no_such_route_and_no_such_method(self):
        self.assertEqual(self.rest("GET", "/no/such/route").status, 404)
        wrong = self.rest("DELETE", "/items")
        self.assertEqual(wrong.status, 405)
        self.assertIn("GET", wrong.headers["allow"])
        self.assertIn("POST", wrong.headers["allow"])

    def test_a_media_type_that_nobody_reads(self):
        answer = self.rest("POST", "/items", b"name: Lamp", ["Content-Type: application/yaml"])
        self.assertEqual(answer.status, 415)
