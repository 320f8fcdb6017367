// Calls the items service with what protoc-gen-go and protoc-gen-go-grpc made of its contract. usage: client ADDRESS
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "duet.test/client/items"
)

func check(what bool, more ...any) {
	if !what {
		log.Panicln(more...)
	}
}

// The value of a call that must succeed.
func must[T any](value T, err error) T {
	check(err == nil, err)
	return value
}

// The names that match one query; the message behind them has their number.
func matches(answers pb.Items_QueryItemsClient) []string {
	var names []string
	for {
		answer := must(answers.Recv())
		if answer.Count != nil {
			check(int(answer.GetCount()) == len(names), answer)
			return names
		}
		names = append(names, answer.GetItem().GetName())
	}
}

func main() {
	conn := must(grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials())))
	defer conn.Close()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	items := pb.NewItemsClient(conn)

	made := must(items.CreateItem(ctx, &pb.CreateItemRequest{Name: "Go", Price: 80.25}))
	check(proto.Equal(must(items.GetItem(ctx, &pb.GetItemRequest{Id: made.GetId()})), made), made)
	fmt.Println("unary")

	_, err := items.GetItem(ctx, &pb.GetItemRequest{Id: math.MaxInt32})
	check(status.Code(err) == codes.NotFound, err)
	fmt.Println("error")

	upload := must(items.ImportItems(ctx))
	for number := 1; number <= 3; number++ {
		err := upload.Send(&pb.CreateItemRequest{Name: fmt.Sprint("Go ", number), Price: float64(number)})
		check(err == nil, err)
	}
	imported := must(upload.CloseAndRecv())
	check(imported.GetCount() == 3 && len(imported.GetIds()) == 3, imported)
	fmt.Println("client stream")

	queries := must(items.QueryItems(ctx))
	check(queries.Send(&pb.QueryItemsRequest{Text: "Go ", PriceMax: proto.Float64(2)}) == nil)
	check(slices.Equal(matches(queries), []string{"Go 1", "Go 2"}))
	// Asked while the answer to the first one has come already.
	check(queries.Send(&pb.QueryItemsRequest{Text: "Go 3"}) == nil)
	check(slices.Equal(matches(queries), []string{"Go 3"}))
	check(queries.CloseSend() == nil)
	_, err = queries.Recv()
	check(err == io.EOF, err)
	fmt.Println("bidi stream")

	watching, leave := context.WithCancel(ctx)
	defer leave()
	prices := must(items.WatchPrices(watching, &pb.WatchPricesRequest{Id: made.GetId()}))
	check(must(prices.Recv()).GetPrice() == 80.25)
	must(items.UpdateItem(ctx, &pb.UpdateItemRequest{Id: made.GetId(), Price: proto.Float64(81.5)}))
	check(must(prices.Recv()).GetPrice() == 81.5)
	leave()
	_, err = prices.Recv()
	check(status.Code(err) == codes.Canceled, err)
	fmt.Println("server stream")
}
