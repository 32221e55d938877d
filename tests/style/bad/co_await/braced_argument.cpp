// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  co_await store.append(batch{key, rows});
}
