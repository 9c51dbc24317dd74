"""The names of distributions whose import name is another one.

Nothing is installed and nothing may be asked, so this is a list: the well-known distributions
whose top-level package is not their own name. Names that differ only in case, `-`, `_` and `.`
(`typing-extensions`) need no entry: https://packaging.python.org/specifications/name-normalization
"""

import re
from functools import cache

# Import name → the distributions that bring it.
DISTRIBUTIONS = {
    "Crypto": ("pycryptodome", "pycrypto"),
    "Cryptodome": ("pycryptodomex",),
    "MySQLdb": ("mysqlclient",),
    "OpenGL": ("PyOpenGL",),
    "OpenSSL": ("pyOpenSSL",),
    "PIL": ("Pillow",),
    "Xlib": ("python-xlib",),
    "_pytest": ("pytest",),
    "_yaml": ("PyYAML",),
    "absl": ("absl-py",),
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4",),
    "cairo": ("pycairo",),
    "corsheaders": ("django-cors-headers",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python"),
    "dateutil": ("python-dateutil",),
    "debug_toolbar": ("django-debug-toolbar",),
    "decouple": ("python-decouple",),
    "discord": ("discord.py",),
    "django_filters": ("django-filter",),
    "dns": ("dnspython",),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "fitz": ("PyMuPDF",),
    "git": ("GitPython",),
    "github": ("PyGithub",),
    "gitlab": ("python-gitlab",),
    "grpc": ("grpcio",),
    "grpc_health": ("grpcio-health-checking",),
    "grpc_status": ("grpcio-status",),
    "hydra": ("hydra-core",),
    "jose": ("python-jose",),
    "jwt": ("PyJWT",),
    "kafka": ("kafka-python",),
    "ldap": ("python-ldap",),
    "magic": ("python-magic",),
    "markdown_it": ("markdown-it-py",),
    "memcache": ("python-memcached",),
    "mpl_toolkits": ("matplotlib",),
    "mysql": ("mysql-connector-python",),
    "nacl": ("PyNaCl",),
    "opentelemetry": ("opentelemetry-api", "opentelemetry-sdk"),
    "pkg_resources": ("setuptools",),
    "pptx": ("python-pptx",),
    "psycopg2": ("psycopg2-binary",),
    "pylab": ("matplotlib",),
    "pythoncom": ("pywin32",),
    "rest_framework": ("djangorestframework",),
    "ruamel": ("ruamel.yaml",),
    "serial": ("pyserial",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "slugify": ("python-slugify",),
    "socketio": ("python-socketio",),
    "engineio": ("python-engineio",),
    "social_django": ("social-auth-app-django",),
    "telegram": ("python-telegram-bot",),
    "umap": ("umap-learn",),
    "usb": ("pyusb",),
    "websocket": ("websocket-client",),
    "win32api": ("pywin32",),
    "win32con": ("pywin32",),
    "wx": ("wxPython",),
    "yaml": ("PyYAML",),
    "zmq": ("pyzmq",),
}  # fmt: skip


@cache
def known_as(package: str) -> tuple[str, ...]:
    """Return the normalised names of the distributions that bring a top-level package."""
    return tuple(re.sub(r"[-_.]+", "-", name).lower()
                 for name in (package, *DISTRIBUTIONS.get(package, ())))  # fmt: skip
