#include "tls/pem.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace duet::tls {
namespace {

// The largest bundles of certificate authorities have a few hundred KiB.
constexpr std::size_t kMostBytes = 4 * 1024 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

base::Error cannot_open(const std::string& name, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return {name + " does not exist; put it there, or mend the path"};
    case EACCES:
      return {name + " may not be read by the user that the host runs as (id " + std::to_string(::geteuid()) +
              "); give that user the right to read it and to enter the folders above it"};
    default:
      return {name + " cannot be opened: " + std::generic_category().message(error)};
  }
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Why there is no PEM block of the wanted kind. `wanted` is "certificate" or "private key".
base::Error nothing_found(const PemFile& file, std::string_view wanted) {
  const std::string name = name_of(file);
  const std::string none = " holds no " + std::string(wanted);
  const bool is_der = !file.text.empty() && file.text.front() == '\x30';
  if (is_der) {
    return {name + none + " in PEM form: it looks like DER; convert it with: openssl " +
            (wanted == "certificate" ? "x509" : "pkey") + " -inform der -in FILE -out NEW"};
  }
  if (!holds(file.text, "-----BEGIN ")) {
    return {name +
            " is not PEM: it has no line that begins with \"-----BEGIN\"; give the file that your certificate "
            "authority calls PEM"};
  }
  if (wanted == "certificate" && holds(file.text, "PRIVATE KEY-----")) {
    return {name + none + ", but a private key; are the two files exchanged?"};
  }
  if (wanted == "private key" && holds(file.text, "CERTIFICATE-----")) {
    return {name + none + ", but a certificate; are the two files exchanged?"};
  }
  return {name + none + "; give a PEM file that has one"};
}

/// Is the queue's last error the plain end of the file?
bool is_end() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

Bio reader(const std::string& text) {
  ERR_clear_error();
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (bio == nullptr) throw std::bad_alloc();
  return bio;
}

/// OpenSSL asks for the passphrase: there is nobody to ask at a server's start.
int note_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

}  // namespace

std::string name_of(const PemFile& file) { return file.role + " file \"" + file.path.string() + '"'; }

base::Result<PemFile> read_pem_file(const std::filesystem::path& path, const std::string& role) {
  PemFile file{path, role, {}, {}};
  const std::string name = name_of(file);
  // Not to wait for a writer, should it be a pipe.
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.get() < 0) return cannot_open(name, errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return cannot_open(name, errno);
  if (S_ISDIR(status.st_mode)) return base::Error{name + " is a folder; name the file in it"};
  if (!S_ISREG(status.st_mode)) return base::Error{name + " is not a regular file; name one that is"};
  file.stamp = FileStamp::of(status);
  char buffer[16 * 1024];
  for (;;) {
    const ssize_t size = ::read(descriptor.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return cannot_open(name, errno);
    if (size == 0) break;
    file.text.append(buffer, static_cast<std::size_t>(size));
    if (file.text.size() > kMostBytes) {
      return base::Error{name + " has more than 4 MiB, too much for PEM; is it the right file?"};
    }
  }
  if (file.text.empty()) return base::Error{name + " is empty; put the " + role + " into it"};
  return file;
}

base::Result<std::vector<Certificate>> parse_certificates(const PemFile& file) {
  std::vector<Certificate> found;
  const Bio bio = reader(file.text);
  for (;;) {
    bool asked = false;
    Certificate one(PEM_read_bio_X509_AUX(bio.get(), nullptr, note_passphrase, &asked));
    if (one == nullptr) break;
    found.push_back(std::move(one));
  }
  const bool ended = is_end();
  const std::string fault = take_openssl_error("it cannot be decoded");
  if (!ended) {
    return base::Error{"certificate " + std::to_string(found.size() + 1) + " in " + name_of(file) + " is broken (" +
                       fault + "); put the file there again"};
  }
  if (found.empty()) return nothing_found(file, "certificate");
  return found;
}

base::Result<Key> parse_key(const PemFile& file) {
  const Bio bio = reader(file.text);
  bool asked = false;
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, note_passphrase, &asked));
  const std::string fault = take_openssl_error("it cannot be decoded");
  if (key != nullptr) return key;
  if (asked) {
    return base::Error{name_of(file) +
                       " needs a passphrase, which nobody can type when the host starts; remove it with: "
                       "openssl pkey -in FILE -out NEW, and let only the host's user read the new file"};
  }
  if (!holds(file.text, "PRIVATE KEY-----")) return nothing_found(file, "private key");
  return base::Error{"the private key in " + name_of(file) + " is broken (" + fault + "); put the file there again"};
}

}  // namespace duet::tls
