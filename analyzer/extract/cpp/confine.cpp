// A seccomp filter: one comparison for each system call that is refused.
#include "analyzer/extract/cpp/confine.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

namespace unknot {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kOwnMemory = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kOwnMemory = false;  // sanitizers map more than any limit
#else
constexpr bool kOwnMemory = true;
#endif
#else
constexpr bool kOwnMemory = true;
#endif

void limit(int resource, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0 || now.rlim_cur <= most) return;
  now.rlim_cur = most;
  ::setrlimit(static_cast<__rlimit_resource>(resource), &now);
}

#if defined(__x86_64__) || defined(__aarch64__)

#ifdef __x86_64__
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#else
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#endif

constexpr auto kRefused = std::to_array<long>({
    SYS_execve, SYS_execveat, SYS_renameat, SYS_renameat2, SYS_unlinkat, SYS_mkdirat, SYS_linkat, SYS_symlinkat, SYS_mknodat,
    SYS_truncate, SYS_ftruncate, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_lsetxattr,
    SYS_fsetxattr, SYS_socket, SYS_connect, SYS_ptrace, SYS_mount,
#ifdef __x86_64__
    SYS_creat, SYS_rename, SYS_unlink, SYS_mkdir, SYS_rmdir, SYS_link, SYS_symlink, SYS_mknod, SYS_chmod, SYS_chown, SYS_lchown,
    SYS_utime, SYS_utimes, SYS_futimesat,
#endif
});

sock_filter statement(std::uint16_t code, std::uint32_t value) { return BPF_STMT(code, value); }
sock_filter jump(std::uint16_t code, std::uint32_t value, std::uint8_t if_true, std::uint8_t if_false) {
  return BPF_JUMP(code, value, if_true, if_false);
}
sock_filter load(std::size_t offset) { return statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); }
sock_filter refuse(std::uint32_t error) { return statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error); }

/// Refuses the call `number` where its argument (the low half: both processors are little-endian) asks for writing.
void refuse_writing(std::vector<sock_filter>& filter, long number, std::size_t argument) {
  filter.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 4));
  filter.push_back(load(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t)));
  filter.push_back(jump(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 0, 1));
  filter.push_back(refuse(EROFS));
  filter.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

void refuse_effects() {
  std::vector<sock_filter> filter{load(offsetof(seccomp_data, arch)), jump(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
                                  refuse(EPERM), load(offsetof(seccomp_data, nr))};
  for (const long number : kRefused) {
    filter.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 1));
    filter.push_back(refuse(EPERM));
  }
#ifdef SYS_openat2
  filter.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1));
  filter.push_back(refuse(ENOSYS));
#endif
#ifdef SYS_open
  refuse_writing(filter, SYS_open, 1);
#endif
  refuse_writing(filter, SYS_openat, 2);
  filter.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()), .filter = filter.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

void refuse_effects() {}

#endif

}  // namespace

void confine() {
  limit(RLIMIT_CORE, 0);
  constexpr rlim_t kMostData = 4ULL << 30;
  if (kOwnMemory) limit(RLIMIT_DATA, kMostData);
#ifndef UNKNOT_UNCONFINED  // coverage is written at the end of the process
  refuse_effects();
#endif
}

}  // namespace unknot
