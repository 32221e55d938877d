// The one place where Catch2 v2 puts its implementation; v3 brings its own main in a library.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
