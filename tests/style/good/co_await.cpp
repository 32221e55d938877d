// What the rules allow: the style test must find nothing here.
asio::awaitable<int> good(std::string text) {
  const auto n = co_await get();  // if (co_await get())
  auto [failed, size] = co_await read(stream, buffer(text), wait);
  std::optional<std::vector<int>> all = co_await get_all<int>(route, 1'000);
  report.outcome = co_await store->append(std::move(text));
  results[n] = co_await fetch(target, std::string("co_await while (x) ? {1} : \"{2}"));
  while (again) again = co_await put(stream, R"(if (co_await {)");
  if (done) {
    co_await stop();
  } else if (late)
    co_await stop();
  else
    co_await wait_for(std::chrono::seconds(1));
  switch (what) {
    case kind::errors: report = co_await poll_errors(); break;
    default: co_await pause(); break;
  }
  auto work = [](int key) -> asio::awaitable<void> {
    const auto body = co_await get(key);
    /* if (co_await x) */
    co_await put(body);
  };
  auto on_end = [text](std::exception_ptr) { say(text); };
  asio::co_spawn(io, work(1), std::move(on_end));
  asio::co_spawn(io, work(2), [&failed, this](std::exception_ptr e) { failed = e; });
  co_return n;
}
