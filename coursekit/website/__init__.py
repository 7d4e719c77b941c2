"""The course as a site: the Markdown extension, the MkDocs plugin and theme, and the build and preview commands.

The only package that imports markdown and mkdocs. It reads a checked course (coursekit.authoring), compiles it
(coursekit.bundle), shows quizzes (coursekit.rendering), and knows nothing of the server but its command.

    build_site(course_dir, site_dir=…, compiled_dir=…, origin=…)    coursekit.website.build    `course build`
    serve_course(course_dir, port=…, data_dir=…)                    coursekit.website.serve    `course serve`

Nothing is imported here, so that `course check` starts without MkDocs.
"""
