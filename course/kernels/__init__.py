"""Warm kernels: a process that has imported what notebooks need, and forks a kernel on request.

Jupyter gets its kernels from here when JUPYTER_DEFAULT_PROVISIONER_NAME is `course-zygote`: in
`make lab`, in Validate, in nbval and in grading. It is part of what students install; what shuts a
kernel in while strangers' code is graded is started by `course.grading.sandbox`.

    provisioner.py   what Jupyter asks for kernels: starts zygotes, hands out kernels, stops them
    process.py       a zygote as the provisioner sees it: a process and a socket
    zygote.py        the zygote itself: imports, forks, watches
    kernel.py        a forked kernel: IPython's, listening on sockets that it was given
    isolation.py     namespaces, limits and lost rights of a sandboxed kernel
    watchdog.py      what all processes of a kernel use together
    client.py        a kernel's client that bounds what it takes in
"""
