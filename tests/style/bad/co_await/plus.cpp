// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  const int n = co_await get() + 1;
}
