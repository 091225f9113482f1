import { createBrowserRouter } from 'react-router';
import { HomePage } from './features/navigation/HomePage';
import { NotFoundPage } from './features/navigation/NotFoundPage';
import { PageFailure } from './features/navigation/PageFailure';
import { Shell } from './features/navigation/Shell';
import ListPage from './features/records/ListPage';
import { needTexts, type Part } from './shared/i18n';

/** Nothing flashes while the first page is on its way. */
const HydrateFallback = () => null;

/** A page that is loaded when somebody goes there. */
function page(load: () => Promise<{ default: React.ComponentType }>) {
  return async () => ({ Component: (await load()).default });
}

/** A page whose texts come with it. */
function pageWith(part: Part, load: () => Promise<{ default: React.ComponentType }>) {
  return page(async () => (await Promise.all([load(), needTexts(part)]))[0]);
}

function designerPage(load: () => Promise<{ default: React.ComponentType }>) {
  return pageWith('designer', load);
}

/** The console of those who run the installation, whose texts come with it. */
const operatorPage = page(
  async () =>
    (await Promise.all([import('./features/operator/OperatorPage'), needTexts('operator')]))[0],
);

export const routes = createBrowserRouter([
  { path: '/login', HydrateFallback, lazy: page(() => import('./features/login/LoginPage')) },
  {
    path: '/forgotten',
    HydrateFallback,
    lazy: page(() => import('./features/login/ForgottenPage')),
  },
  {
    path: '/reset',
    HydrateFallback,
    lazy: page(() => import('./features/login/NewPasswordPage')),
  },
  {
    path: '/confirm-email',
    HydrateFallback,
    lazy: page(() => import('./features/login/ConfirmEmailPage')),
  },
  {
    path: '/return-email',
    HydrateFallback,
    lazy: page(() => import('./features/login/ReturnEmailPage')),
  },
  {
    path: '/invitation',
    HydrateFallback,
    lazy: page(() => import('./features/login/InvitationPage')),
  },
  { path: '/signup', HydrateFallback, lazy: page(() => import('./features/login/SignUpPage')) },
  {
    path: '/sign-in/provider/:provider',
    HydrateFallback,
    lazy: page(() => import('./features/login/ReturnPage')),
  },
  {
    path: '/authorize',
    HydrateFallback,
    lazy: page(() => import('./features/oauth/AuthorizePage')),
  },
  {
    path: '/f/:token',
    HydrateFallback,
    lazy: pageWith('guest', () => import('./features/guest/FormPage')),
  },
  {
    path: '/p/:token',
    HydrateFallback,
    lazy: pageWith('guest', () => import('./features/guest/LinkPage')),
  },
  { path: '/operator', HydrateFallback, lazy: operatorPage },
  {
    path: '/',
    Component: Shell,
    HydrateFallback,
    ErrorBoundary: PageFailure,
    children: [
      {
        ErrorBoundary: PageFailure,
        children: [
          { index: true, Component: HomePage },
          { path: 'o/:object', Component: ListPage },
          {
            path: 'o/:object/import',
            lazy: pageWith('import', () => import('./features/import/ImportPage')),
          },
          { path: 'o/:object/:id', lazy: page(() => import('./features/records/RecordPage')) },
          { path: 'designer', lazy: designerPage(() => import('./features/designer/ObjectsPage')) },
          {
            path: 'designer/new',
            lazy: designerPage(() => import('./features/designer/NewObjectPage')),
          },
          {
            path: 'designer/packages',
            lazy: pageWith('packages', () => import('./features/packages/PackagesPage')),
          },
          {
            path: 'designer/o/:object',
            lazy: designerPage(() => import('./features/designer/ObjectPage')),
          },
          { path: 'admin/users', lazy: page(() => import('./features/administration/UsersPage')) },
          {
            path: 'admin/groups',
            lazy: page(() => import('./features/administration/GroupsPage')),
          },
          { path: 'admin/roles', lazy: page(() => import('./features/roles/RolesPage')) },
          { path: 'admin/roles/:role', lazy: page(() => import('./features/roles/RolePage')) },
          {
            path: 'admin/sign-in',
            lazy: page(() => import('./features/providers/ProvidersPage')),
          },
          {
            path: 'admin/webhooks',
            lazy: pageWith('webhooks', () => import('./features/webhooks/WebhooksPage')),
          },
          {
            path: 'admin/forms',
            lazy: pageWith('guest', () => import('./features/forms/FormsPage')),
          },
          { path: 'admin/apps', lazy: page(() => import('./features/oauth/AppsPage')) },
          {
            path: 'admin/plugins',
            lazy: page(() => import('./features/administration/PluginsPage')),
          },
          {
            path: 'admin/settings',
            lazy: page(() => import('./features/tenant/SettingsPage')),
          },
          { path: 'admin/audit', lazy: page(() => import('./features/administration/AuditPage')) },
          { path: 'security', lazy: page(() => import('./features/security/SecurityPage')) },
          { path: 'admin/jobs', lazy: page(() => import('./features/administration/JobsPage')) },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
  },
]);
