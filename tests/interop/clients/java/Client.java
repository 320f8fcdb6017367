import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import items.v1.ItemsGrpc;
import items.v1.ItemsOuterClass.CreateItemRequest;
import items.v1.ItemsOuterClass.GetItemRequest;
import items.v1.ItemsOuterClass.ImportItemsResponse;
import items.v1.ItemsOuterClass.Item;
import items.v1.ItemsOuterClass.ItemPrice;
import items.v1.ItemsOuterClass.QueryItemsRequest;
import items.v1.ItemsOuterClass.QueryItemsResponse;
import items.v1.ItemsOuterClass.UpdateItemRequest;
import items.v1.ItemsOuterClass.WatchPricesRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Calls the items service with what grpc-java made of its contract. usage: Client ADDRESS */
public final class Client {
  private static final long TIMEOUT_S = 60;

  /** What a call is answered with, in a queue: messages, then nothing or what it failed with. */
  private static final class Answers<In, Out> implements ClientResponseObserver<In, Out> {
    private final BlockingQueue<Optional<Out>> queue = new LinkedBlockingQueue<>();
    volatile ClientCallStreamObserver<In> call;
    volatile Throwable failure;

    @Override public void beforeStart(ClientCallStreamObserver<In> begun) { call = begun; }
    @Override public void onNext(Out answer) { queue.add(Optional.of(answer)); }
    @Override public void onCompleted() { queue.add(Optional.empty()); }
    @Override public void onError(Throwable error) {
      failure = error;
      queue.add(Optional.empty());
    }

    Optional<Out> next() throws InterruptedException {
      Optional<Out> answer = queue.poll(TIMEOUT_S, TimeUnit.SECONDS);
      check(answer != null, "no answer came");
      return answer;
    }
    Out message() throws InterruptedException { return next().orElseThrow(() -> new AssertionError(failure)); }
    void end() throws InterruptedException { check(next().isEmpty() && failure == null, failure); }
  }

  private static void check(boolean what, Object more) {
    if (!what) throw new AssertionError(more);
  }

  /** The names that match one query; the message behind them has their number. */
  private static List<String> matches(Answers<?, QueryItemsResponse> answers) throws InterruptedException {
    List<String> names = new ArrayList<>();
    QueryItemsResponse answer = answers.message();
    for (; !answer.hasCount(); answer = answers.message()) names.add(answer.getItem().getName());
    check(answer.getCount() == names.size(), answer);
    return names;
  }

  private static void run(ManagedChannel channel) throws InterruptedException {
    var items = ItemsGrpc.newBlockingStub(channel).withDeadlineAfter(TIMEOUT_S, TimeUnit.SECONDS);
    var streams = ItemsGrpc.newStub(channel).withDeadlineAfter(TIMEOUT_S, TimeUnit.SECONDS);

    Item made = items.createItem(CreateItemRequest.newBuilder().setName("Java").setPrice(80.25).build());
    check(items.getItem(GetItemRequest.newBuilder().setId(made.getId()).build()).equals(made), made);
    System.out.println("unary");

    try {
      items.getItem(GetItemRequest.newBuilder().setId(Integer.MAX_VALUE).build());
      throw new AssertionError("there is an item that was never made");
    } catch (StatusRuntimeException error) {
      check(error.getStatus().getCode() == Status.Code.NOT_FOUND, error);
    }
    System.out.println("error");

    var imported = new Answers<CreateItemRequest, ImportItemsResponse>();
    StreamObserver<CreateItemRequest> upload = streams.importItems(imported);
    for (int number = 1; number <= 3; ++number) {
      upload.onNext(CreateItemRequest.newBuilder().setName("Java " + number).setPrice(number).build());
    }
    upload.onCompleted();
    ImportItemsResponse result = imported.message();
    check(result.getCount() == 3 && result.getIdsCount() == 3, result);
    imported.end();
    System.out.println("client stream");

    var answers = new Answers<QueryItemsRequest, QueryItemsResponse>();
    StreamObserver<QueryItemsRequest> queries = streams.queryItems(answers);
    queries.onNext(QueryItemsRequest.newBuilder().setText("Java ").setPriceMax(2).build());
    check(matches(answers).equals(List.of("Java 1", "Java 2")), "the first query");
    // Asked while the answer to the first one has come already.
    queries.onNext(QueryItemsRequest.newBuilder().setText("Java 3").build());
    check(matches(answers).equals(List.of("Java 3")), "the second query");
    queries.onCompleted();
    answers.end();
    System.out.println("bidi stream");

    var prices = new Answers<WatchPricesRequest, ItemPrice>();
    streams.watchPrices(WatchPricesRequest.newBuilder().setId(made.getId()).build(), prices);
    check(prices.message().getPrice() == 80.25, "the first price");
    items.updateItem(UpdateItemRequest.newBuilder().setId(made.getId()).setPrice(81.5).build());
    check(prices.message().getPrice() == 81.5, "the second price");
    prices.call.cancel("seen enough", null);
    check(prices.next().isEmpty(), "a price after the end");
    check(Status.fromThrowable(prices.failure).getCode() == Status.Code.CANCELLED, prices.failure);
    System.out.println("server stream");
  }

  public static void main(String[] arguments) throws InterruptedException {
    ManagedChannel channel = Grpc.newChannelBuilder(arguments[0], InsecureChannelCredentials.create()).build();
    try {
      run(channel);
    } finally {
      channel.shutdownNow().awaitTermination(TIMEOUT_S, TimeUnit.SECONDS);
    }
  }
}
