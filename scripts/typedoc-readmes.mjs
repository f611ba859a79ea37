import { resolve } from 'node:path';
import { Application, normalizePath } from 'typedoc';

/**
 * A plugin of typedoc: links to the README of a package lead to its page on the site, which shows it, rather than to a copy of the file.
 * @param {Application} app
 */
export function load(app) {
  app.on(Application.EVENT_PROJECT_REVIVE, (project) => {
    const register = (path, page) => project.files.registerReflectionPath(normalizePath(resolve(path)), page);
    register('README.md', project);
    for (const page of project.children ?? [])
      register(`packages/${page.name.replace('@adjoint/', '')}/README.md`, page);
  });
}
