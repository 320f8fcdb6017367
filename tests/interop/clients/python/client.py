"""Calls the items service with what grpcio-tools made of its contract. usage: client.py ADDRESS"""

import queue
import sys

import grpc
from items.v1 import items_pb2 as messages
from items.v1 import items_pb2_grpc

TIMEOUT_S = 60


def check(what, *more):
    if not what:
        raise AssertionError(more)


def matches(answers):
    """The names that match one query; the message behind them has their number."""
    names = []
    for answer in answers:
        if answer.HasField("count"):
            check(answer.count == len(names), answer)
            return names
        names.append(answer.item.name)
    raise AssertionError("the answers ended within those to one query")


def main():
    with grpc.insecure_channel(sys.argv[1]) as channel:
        items = items_pb2_grpc.ItemsStub(channel)

        made = items.CreateItem(messages.CreateItemRequest(name="Python", price=80.25), timeout=TIMEOUT_S)
        check(items.GetItem(messages.GetItemRequest(id=made.id), timeout=TIMEOUT_S) == made, made)
        print("unary")

        try:
            items.GetItem(messages.GetItemRequest(id=2**31 - 1), timeout=TIMEOUT_S)
            raise AssertionError("there is an item that was never made")
        except grpc.RpcError as error:
            check(error.code() == grpc.StatusCode.NOT_FOUND, error)
        print("error")

        wanted = (messages.CreateItemRequest(name=f"Python {number}", price=number) for number in (1, 2, 3))
        imported = items.ImportItems(wanted, timeout=TIMEOUT_S)
        check(imported.count == 3 and len(imported.ids) == 3, imported)
        print("client stream")

        queries = queue.SimpleQueue()
        answers = items.QueryItems(iter(queries.get, None), timeout=TIMEOUT_S)
        queries.put(messages.QueryItemsRequest(text="Python ", price_max=2))
        check(matches(answers) == ["Python 1", "Python 2"])
        # Asked while the answer to the first one has come already.
        queries.put(messages.QueryItemsRequest(text="Python 3"))
        check(matches(answers) == ["Python 3"])
        queries.put(None)
        check(list(answers) == [])
        print("bidi stream")

        prices = items.WatchPrices(messages.WatchPricesRequest(id=made.id), timeout=TIMEOUT_S)
        check(next(prices).price == 80.25)
        items.UpdateItem(messages.UpdateItemRequest(id=made.id, price=81.5), timeout=TIMEOUT_S)
        check(next(prices).price == 81.5)
        prices.cancel()
        check(prices.code() == grpc.StatusCode.CANCELLED)
        print("server stream")


if __name__ == "__main__":
    main()
