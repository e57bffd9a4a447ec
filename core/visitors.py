"""Who asks, for limits: a person, or else the network that a request comes from."""

import ipaddress

from django.conf import settings

# One household or office has as many IPv6 addresses as it likes, all in one network of this length.
IPV6_NETWORK = 64


def who(request):
    """`person:<ref>` for whoever is signed in, else `network:<address>`."""
    return f"person:{request.user.ref}" if request.user.is_authenticated else f"network:{network_of(request)}"


def network_of(request):
    """The IPv4 address, or the first address of the IPv6 network, that a request comes from; "" if nobody can tell.

    Of the addresses in X-Forwarded-For the last ones were written by the proxies we trust, each that of its caller;
    what stands before them is whatever the caller wrote. Shorter than that, or no address at all, it is not believed.
    """
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed_on = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    told = passed_on[-proxies] if 0 < proxies <= len(passed_on) else ""
    return _network(told) or _network(request.META.get("REMOTE_ADDR", ""))


def _network(text):
    try:
        address = ipaddress.ip_address(_without_port(text))
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    if address.version == 4 or mapped:
        return str(mapped or address)
    return str(ipaddress.ip_network((int(address), IPV6_NETWORK), strict=False).network_address)


def _without_port(text):
    """Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
