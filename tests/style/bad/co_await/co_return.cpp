asio::awaitable<int> bad() {
  co_return co_await get();
}
