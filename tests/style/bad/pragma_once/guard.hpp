#ifndef GUARD_HPP
#define GUARD_HPP
#endif
