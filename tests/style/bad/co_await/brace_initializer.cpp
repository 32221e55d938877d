// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  const batch b{.rows = co_await get()};
}
